"""Computes docs/formats/vectors.json anew with the `cryptography` library; status 1 where it differs."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.keywrap import aes_key_wrap


def aes(key: bytes, block: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(block)


def cmac(key: bytes, message: bytes) -> bytes:
    code = CMAC(algorithms.AES(key))
    code.update(message)
    return code.finalize()


def scp03(key: bytes, constant: int, bits: int, challenges: bytes) -> bytes:
    head = bytes(11) + bytes([constant, 0]) + bits.to_bytes(2, "big")
    return b"".join(cmac(key, head + bytes([i]) + challenges) for i in (1, 2))[:bits // 8]


def check(vectors: dict) -> None:
    unhex = bytes.fromhex
    for v in vectors["derivations"]:
        assert aes(unhex(v["parent"]), unhex(v["block"])).hex() == v["child"], v
    for v in vectors["wrapped_keys"]:
        assert aes_key_wrap(unhex(v["under"]), unhex(v["key"])).hex() == v["wrapped"], v
    for v in vectors["challenges"]:
        assert cmac(unhex(v["key"]), v["counter"].to_bytes(8, "big"))[:8].hex() == v["challenge"], v
    for v in vectors["sessions"]:
        both = unhex(v["host_challenge"] + v["card_challenge"])
        bits = 4 * len(v["enc"])
        assert scp03(unhex(v["enc"]), 4, bits, both).hex() == v["s_enc"], v
        assert scp03(unhex(v["mac"]), 6, bits, both).hex() == v["s_mac"], v
        assert scp03(unhex(v["mac"]), 7, bits, both).hex() == v["s_rmac"], v
        assert scp03(unhex(v["s_mac"]), 0, 64, both).hex() == v["card_cryptogram"], v
        assert scp03(unhex(v["s_mac"]), 1, 64, both).hex() == v["host_cryptogram"], v
    for v in (v for v in vectors["records"] if "key" in v):
        record = unhex(v["bytes"])
        assert cmac(unhex(v["key"]), record[:-16]) == record[-16:], v


if __name__ == "__main__":
    check(json.loads((Path(__file__).parent.parent / "docs/formats/vectors.json").read_text()))
    print("vectors: another library computes the same")
