#pragma once

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

namespace infoplane {

// numbers go to and from files as they lie in memory
static_assert(std::endian::native == std::endian::little);

/// The number that begins at bytes[offset], which need not be aligned. The caller sees to it that
/// all of it is there.
template <class T>
T load_number(std::string_view bytes, std::size_t offset, bool big_endian) {
  char raw[sizeof(T)];
  std::memcpy(raw, bytes.data() + offset, sizeof(T));
  if (big_endian) std::reverse(raw, raw + sizeof(T));
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return value;
}

}  // namespace infoplane
