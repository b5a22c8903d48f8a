"""Computes docs/formats/key_shares.json anew with another library; status 1 where it differs."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.keywrap import aes_key_wrap


def product(a: int, b: int) -> int:
    result = 0
    while b:
        result ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return result


def crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def fingerprint(master: bytes) -> bytes:
    check = Cipher(algorithms.AES(master), modes.ECB()).encryptor().update(b"\x0a" + bytes(15))
    code = CMAC(algorithms.AES(check))
    code.update(bytes(16))
    return code.finalize()[:4]


def check(vectors: dict) -> None:
    unhex = bytes.fromhex
    for v in vectors["splits"]:
        secret, coefficients = unhex(v["share_key"]), unhex(v["coefficients"])
        wrapped = aes_key_wrap(secret, unhex(v["master"]))
        for x, share in enumerate(v["shares"], start=1):
            part, power = bytearray(secret), [1] * 16
            for first in range(0, len(coefficients), 16):
                power = [product(p, x) for p in power]
                for i in range(16):
                    part[i] ^= product(coefficients[first + i], power[i])
            head = bytes([1, 1]) + v["office"].to_bytes(4, "big") + bytes([v["version"], v["needed"], len(v["shares"]), x])
            record = head + unhex(v["set"]) + fingerprint(unhex(v["master"])) + wrapped + bytes(part)
            assert (record + crc32c(record).to_bytes(4, "big")).hex() == share, (v, x)


if __name__ == "__main__":
    check(json.loads((Path(__file__).parent.parent / "docs/formats/key_shares.json").read_text()))
    print("key shares: another library computes the same")
