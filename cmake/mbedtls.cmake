# AES from Mbed TLS 2.28.3, the Debian source package: the same code on the host and on ARM.
# scripts/setup.sh puts it into build/deps.

if(DEFINED ENV{TALLYWATT_DEPS})
    set(default_deps "$ENV{TALLYWATT_DEPS}")
else()
    set(default_deps "${PROJECT_SOURCE_DIR}/build/deps")
endif()
set(TALLYWATT_DEPS "${default_deps}" CACHE PATH "Where scripts/setup.sh put the unpacked sources")
set(mbedtls_dir "${TALLYWATT_DEPS}/mbedtls-2.28.3")
if(NOT EXISTS "${mbedtls_dir}/library/aes.c")
    message(FATAL_ERROR "Mbed TLS is not in ${mbedtls_dir}: run ./run setup")
endif()

add_library(mbedtls_aes STATIC
    ${mbedtls_dir}/library/aes.c
    ${mbedtls_dir}/library/platform_util.c)
target_include_directories(mbedtls_aes SYSTEM PUBLIC ${mbedtls_dir}/include)
target_include_directories(mbedtls_aes PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_definitions(mbedtls_aes PUBLIC
    MBEDTLS_CONFIG_FILE="${PROJECT_SOURCE_DIR}/cmake/mbedtls_config.h")
