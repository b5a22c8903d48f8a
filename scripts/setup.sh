#!/usr/bin/env bash
# Installs what Tallywatt needs on Debian 12, by package name, as root or through sudo.
# Quiet and quick when nothing is missing. Changes nothing under /etc but through the packages.
set -euo pipefail

readonly mbedtls=mbedtls-2.28.3
readonly mbedtls_package=mbedtls=2.28.3-1
readonly mbedtls_sha256=3b4953aa55a681e084d31892d9904cc5328d6b4958ea57b90ae4b4f94ae69a8d

# What builds and runs the programs and tells the story.
readonly demo_packages=(
    ca-certificates g++ cmake ninja-build pkg-config python3
    libboost-dev libssl-dev libsqlite3-dev libhowardhinnant-date-dev
    nlohmann-json3-dev libcli11-dev libspdlog-dev libargon2-dev libp11-kit-dev libpcsclite-dev
    pcscd vsmartcard-vpcd softhsm2
    libqrencode-dev librsvg2-bin fonts-dejavu-core tzdata
)
# What the tests, the checks and the benchmarks need on top of it.
readonly test_packages=(
    libgtest-dev libgmock-dev python3-pytest python3-cryptography
    clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev llvm-19
    gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib
    chromium chromium-driver fonts-noto-cjk
    qemu-system-arm
    shellcheck gcovr git
)

usage() {
    cat <<TEXT
usage: scripts/setup.sh [demo|test]

  demo   what ./run demo needs
  test   all: compilers, linters and libraries of the tests too (default)

The source of Mbed TLS goes to \$TALLYWATT_DEPS, or to build/deps where that is not set.
TEXT
}

say() { printf 'setup: %s\n' "$*"; }
refuse() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

# Prints those of the packages named that are not installed.
missing_packages() {
    # A package that dpkg has never heard of fails the query, which shows the others all the same.
    { dpkg-query --show --showformat '${db:Status-Abbrev}\t${Package}\n' "$@" 2>/dev/null || true; } |
        awk -v wanted="$*" '$1 == "ii" { installed[$2] = 1 }
            END { count = split(wanted, names, " ")
                  for (i = 1; i <= count; ++i) if (!(names[i] in installed)) print names[i] }'
}

# Node.js and npm, by their packages where the machine has no others.
missing_node() {
    command -v node >/dev/null || echo nodejs
    command -v npm >/dev/null || echo npm
}

# The meter's plot, the office's htmx and style, and the driver of their tests, from npm, exactly as in package-lock.json.
install_node_modules() {
    local done=node_modules/.installed.json
    if cmp --silent package-lock.json "$done"; then
        return
    fi
    say "installing with npm: uplot htmx.org @picocss/pico playwright-core axe-core"
    if ! npm ci --no-fund --no-audit >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        refuse "npm ci failed; all of it is in $log"
    fi
    cp package-lock.json "$done"
}

# Runs its arguments as root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Runs apt-get as root, its words in the log; shows their end where it fails.
apt_get() {
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes \
        -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        refuse "apt-get $1 failed; all of it is in $log"
    fi
}

install_packages() {
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        refuse "not root and no sudo: as root, run: apt-get install --no-install-recommends $*"
    fi
    say "installing with apt-get: $*"
    apt_get update
    apt_get install --no-install-recommends "$@"
    say "packages installed"
}

# Writes the machine's own package sources as sources of source packages into the folder $1.
write_source_lists() {
    local into=$1 file
    mkdir -p "$into/parts" "$into/lists/partial" "$into/cache"
    : >"$into/sources.list"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        if [ -r "$file" ]; then
            sed -n 's/^deb\([[:space:]]\)/deb-src\1/p' "$file" >>"$into/sources.list"
        fi
    done
    for file in /etc/apt/sources.list.d/*.sources; do
        if [ -r "$file" ]; then
            sed 's/^Types:.*/Types: deb-src/' "$file" >"$into/parts/$(basename "$file")"
        fi
    done
}

# The AES of card and meter is that of Debian's source package, the same code on host and ARM.
fetch_mbedtls() {
    local into=$1 work archive
    work=$(mktemp -d)
    # shellcheck disable=SC2064  # the folder of now
    trap "rm -rf '$work'" EXIT
    say "fetching the source package $mbedtls_package into $into"
    write_source_lists "$work"
    local options=(-o "Dir::Etc::SourceList=$work/sources.list"
        -o "Dir::Etc::SourceParts=$work/parts" -o "Dir::State::Lists=$work/lists"
        -o "Dir::Cache=$work/cache" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
        -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=3)
    if ! (cd "$work" && apt-get --quiet "${options[@]}" update &&
        apt-get --quiet "${options[@]}" source --download-only "$mbedtls_package") >>"$log" 2>&1; then
        # A foreign list without source packages fails the update and does no harm.
        if ! (cd "$work" && apt-get --quiet "${options[@]}" source --download-only \
            "$mbedtls_package") >>"$log" 2>&1; then
            tail -n 20 "$log" >&2
            refuse "$mbedtls_package could not be fetched; all of it is in $log"
        fi
    fi
    archive=$work/mbedtls_2.28.3.orig.tar.gz
    echo "$mbedtls_sha256  $archive" | sha256sum --check --quiet ||
        refuse "the source of Mbed TLS is not the one expected; nothing was unpacked"
    mkdir -p "$work/unpacked" "$into"
    tar -xzf "$archive" -C "$work/unpacked" --strip-components=1
    rm -rf "${into:?}/$mbedtls"
    mv "$work/unpacked" "$into/$mbedtls"
}

main() {
    local profile=${1:-test} wanted missing deps
    cd "$(dirname "$0")/.."
    case $profile in
    demo) wanted=("${demo_packages[@]}") ;;
    test) wanted=("${demo_packages[@]}" "${test_packages[@]}") ;;
    -h | --help)
        usage
        return 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
    command -v dpkg-query >/dev/null || refuse "this is no Debian; the package names are in $0"
    mkdir -p build/log
    log=build/log/setup.log
    : >"$log"
    mapfile -t missing < <(
        missing_packages "${wanted[@]}"
        if [ "$profile" = test ]; then missing_node; fi
    )
    if [ "${#missing[@]}" -gt 0 ]; then
        install_packages "${missing[@]}"
    fi
    # pcscd writes its process id there and ends without it; nothing makes it where no service
    # manager runs.
    if [ ! -d /run/pcscd ]; then
        as_root mkdir -p /run/pcscd
    fi
    deps=${TALLYWATT_DEPS:-build/deps}
    if [ ! -f "$deps/$mbedtls/library/aes.c" ]; then
        fetch_mbedtls "$deps"
    fi
    if [ "$profile" = test ]; then
        install_node_modules
    fi
}

main "$@"
