#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "infoplane/core/npy.h"

namespace infoplane {

/// The arrays of a file of the program's own; none if it is not there, unreadable or damaged, for
/// what can be made anew.
NpzArrays read_npz_or_nothing(const std::filesystem::path& file);

/// The numbers of the array of that name; null if there is none, or of another type or size.
template <class T>
const std::vector<T>* find_values(const NpzArrays& arrays, const std::string& name,
                                  std::optional<std::size_t> size = std::nullopt) {
  for (const auto& [found, array] : arrays) {
    if (found != name) continue;
    const auto* values = std::get_if<std::vector<T>>(&array.values);
    return values != nullptr && (!size || values->size() == *size) ? values : nullptr;
  }
  return nullptr;
}

/// A text as an array's numbers, a character each.
std::vector<std::int64_t> text_values(const std::string& text);

}  // namespace infoplane
