// What Tallywatt takes from Mbed TLS 2.28.3: the AES block cipher and nothing else. CMAC and the
// chaining modes stand in card/crypto, because the library's own need the heap.
#ifndef TALLYWATT_MBEDTLS_CONFIG_H
#define TALLYWATT_MBEDTLS_CONFIG_H

#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES

#include "mbedtls/check_config.h"

#endif
