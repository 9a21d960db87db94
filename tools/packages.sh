# Debian packages that infoplane needs, and how the scripts install them. Sourced by ./run and ./test.

packages_to_run=(
  build-essential cmake ninja-build pkg-config
  libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libfmt-dev libhwy-dev libtbb-dev libboost-dev libeigen3-dev
  librandom123-dev zlib1g-dev libssl-dev libzip-dev libopenblas-dev dataset-fashion-mnist
)
packages_to_test=(
  libgtest-dev libgmock-dev libbenchmark-dev libmatio-dev clang-format clang-tidy git nodejs
)

# install_missing PACKAGE...: installs what is not there; says on standard error what it does
install_missing() {
  local missing=() package
  while read -r package; do missing+=("$package"); done < <(
    comm -23 <(printf '%s\n' "$@" | sort) \
      <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
        sed -n 's/^installed //p' | sort)
  )
  [ ${#missing[@]} -gt 0 ] || return 0
  local apt=(apt-get)
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      echo "infoplane needs these Debian packages; ask for them to be installed, then try again:" >&2
      echo "  apt-get install ${missing[*]}" >&2
      return 2
    fi
    apt=(sudo -n apt-get)
  fi
  echo "installing ${missing[*]}" >&2
  "${apt[@]}" update -q >&2 </dev/null
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y -q --no-install-recommends "${missing[@]}" \
    >&2 </dev/null
}

# build_preset ROOT PRESET [TARGET...]: configures the first time, then builds what changed
build_preset() {
  local root=$1 preset=$2
  shift 2
  local folder="$root/build/$preset" log
  if [ ! -f "$folder/build.ninja" ]; then
    echo "building in build/$preset; the first time takes some minutes" >&2
    (cd "$root" && cmake --preset "$preset") >&2
  fi
  if [ -t 2 ]; then
    ninja -C "$folder" "$@" >&2
  elif ! log=$(ninja -C "$folder" --quiet "$@" 2>&1); then
    printf '%s\n' "$log" >&2
    return 1
  fi
}
