# How every part is built: one strict set of options, three small functions.
# Folder = target = namespace = first word of the include path.

option(TALLYWATT_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(TALLYWATT_TESTS "Build the tests" ON)
option(TALLYWATT_PLAIN_PAGES "Let the office's and the meter's pages lack scripts and plots where npm ci was not run" OFF)
set(TALLYWATT_SANITIZE "" CACHE STRING "Sanitizers for everything, for example address,undefined")
set(TALLYWATT_BIN "${CMAKE_BINARY_DIR}/bin" CACHE PATH "Where the programs go")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${TALLYWATT_BIN}")

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
# A precompiled header is in a compiler cache's way, and g++ 12 warns of what it has read from one.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND NOT CCACHE)
    set(PRECOMPILES ON)
else()
    set(PRECOMPILES OFF)
endif()
option(TALLYWATT_PRECOMPILE "Read the test library's headers once for all tests" ${PRECOMPILES})

add_library(tallywatt_options INTERFACE)
target_compile_options(tallywatt_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
    -Wnon-virtual-dtor -Wundef -Wimplicit-fallthrough -Wswitch-enum -Werror
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(tallywatt_options INTERFACE
        -Wlogical-op -Wduplicated-cond -Wduplicated-branches)
endif()
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Generic")
    target_compile_definitions(tallywatt_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(TALLYWATT_SANITIZE)
    add_compile_options(-fsanitize=${TALLYWATT_SANITIZE} -fno-sanitize-recover=all
        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${TALLYWATT_SANITIZE})
endif()

# tallywatt_library(NAME [PURE] SOURCES ... HEADERS ... [LINK ...] [LINK_PRIVATE ...])
#   PURE   runs on a microcontroller: no exceptions, no run-time types, no floating point
function(tallywatt_library name)
    cmake_parse_arguments(ARG "PURE" "" "SOURCES;HEADERS;LINK;LINK_PRIVATE" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    # x.cpp includes x.h first (checked by scripts/check_architecture.py), which shows that it
    # compiles alone; the others are compiled for it.
    set(with_source)
    set(alone)
    foreach(header IN LISTS ARG_HEADERS)
        string(REGEX REPLACE "\\.h$" ".cpp" source ${header})
        if(source IN_LIST ARG_SOURCES)
            list(APPEND with_source ${header})
        else()
            list(APPEND alone ${header})
        endif()
    endforeach()
    target_sources(${name} PUBLIC
        FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${alone}
        FILE_SET with_source TYPE HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${with_source})
    target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE tallywatt_options ${ARG_LINK_PRIVATE})
    set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON
        INTERFACE_HEADER_SETS_TO_VERIFY HEADERS)
    if(TALLYWATT_FUZZ)
        # The decoders are in the libraries: what only tests or starts them needs no coverage.
        target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
    if(ARG_PURE)
        target_compile_options(${name} PRIVATE -Werror=float-conversion
            $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
    elseif(TALLYWATT_SANITIZE AND name MATCHES "^office_")
        target_compile_options(${name} PRIVATE -O0)  # much to compile, little to compute
    endif()
endfunction()

# The test library's headers, read once for all tests: half of the time that a test takes to build.
function(tallywatt_test_header)
    if(TARGET tallywatt_test_header)
        return()
    endif()
    file(WRITE ${CMAKE_BINARY_DIR}/test_header.cpp "")
    add_library(tallywatt_test_header OBJECT ${CMAKE_BINARY_DIR}/test_header.cpp)
    target_link_libraries(tallywatt_test_header PRIVATE tallywatt_options GTest::gmock)
    target_precompile_headers(tallywatt_test_header PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
    target_compile_options(tallywatt_test_header PRIVATE -pthread)
    if(TALLYWATT_SANITIZE)
        target_compile_options(tallywatt_test_header PRIVATE -O0)
    endif()
endfunction()

# tallywatt_test(NAME SOURCES ... LINK ...): one test program for a folder, each TEST a ctest test.
function(tallywatt_test name)
    if(NOT TALLYWATT_TESTS OR CMAKE_SYSTEM_NAME STREQUAL "Generic")
        return()
    endif()
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
    find_package(GTest REQUIRED)
    include(GoogleTest)
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_LINK} tallywatt_options GTest::gmock GTest::gtest_main)
    if(TALLYWATT_PRECOMPILE)
        tallywatt_test_header()
        target_compile_options(${name} PRIVATE -pthread)  # some have it from what they link
        target_precompile_headers(${name} REUSE_FROM tallywatt_test_header)
    endif()
    if(TALLYWATT_SANITIZE)
        # The checked code is in the libraries; a test file is compiled once and run once.
        target_compile_options(${name} PRIVATE -O0)
    endif()
    # Where published vectors and measurements lie, beside the project.
    target_compile_definitions(${name} PRIVATE
        TALLYWATT_SHARED="${PROJECT_SOURCE_DIR}/../shared"
        TALLYWATT_SOURCE="${PROJECT_SOURCE_DIR}")
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${name}."
        PROPERTIES TIMEOUT 300)
endfunction()

# tallywatt_program(NAME SOURCES ... LINK ...): a program in build/bin.
function(tallywatt_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_LINK} tallywatt_options)
    target_compile_definitions(${name} PRIVATE TALLYWATT_VERSION="${PROJECT_VERSION}")
    if(TALLYWATT_SANITIZE)
        # Its parts are libraries with tests; here it need only compile.
        target_compile_options(${name} PRIVATE -O0)
    endif()
    set_property(GLOBAL APPEND PROPERTY TALLYWATT_PROGRAMS ${name})
endfunction()

# tallywatt_fuzz(NAME SOURCES ... LINK ...): a libFuzzer program; its corpus is fuzz/corpus/NAME.
function(tallywatt_fuzz name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_LINK} tallywatt_options)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    set_property(GLOBAL APPEND PROPERTY TALLYWATT_FUZZERS ${name})
endfunction()
