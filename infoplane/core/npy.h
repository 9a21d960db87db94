#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace infoplane {

/// A NumPy array of one or two dimensions (more are refused), in C order and native byte order,
/// whatever the file had. Integers and booleans of any width become std::int64_t (uint64 beyond it
/// is refused); float16 is refused.
struct NpyArray {
  std::vector<std::size_t> shape;
  std::variant<std::vector<float>, std::vector<double>, std::vector<std::int64_t>> values;

  [[nodiscard]] std::size_t rows() const { return shape.empty() ? 1 : shape[0]; }
  [[nodiscard]] std::size_t cols() const { return shape.size() < 2 ? 1 : shape[1]; }
};

/// Reads an array from the bytes of a .npy file, version 1 to 3. `name` is what errors call it.
/// Throws DataError: not a .npy file, damaged header, unsupported dtype, fewer or more bytes than
/// the header says.
NpyArray parse_npy(std::string_view bytes, const std::string& name);

/// The bytes of a .npy file, version 1.0, C order, little-endian: the same bytes everywhere.
/// Throws InvalidArgument unless the shape has at most two dimensions and holds the values.
std::string format_npy(const NpyArray& array);

/// Reads PATH.npy. Throws DataError.
NpyArray read_npy(const std::filesystem::path& path);

/// The arrays of an .npz archive, in the order they are stored; names are without ".npy".
using NpzArrays = std::vector<std::pair<std::string, NpyArray>>;

/// Reads an .npz archive, stored or deflated. `name` is what errors call it. Throws DataError if
/// the archive is damaged (each member's CRC-32 is checked) or a member is not NAME.npy. With
/// `only`, arrays of other names are not looked at, and it is a DataError if one of these is
/// missing.
NpzArrays parse_npz(std::string_view bytes, const std::string& name,
                    const std::vector<std::string>& only = {});

/// The bytes of an .npz archive, members stored without compression and with a fixed date: the same
/// arrays give the same bytes. Throws InvalidArgument if there are no arrays or two of one name.
std::string format_npz(const NpzArrays& arrays);

}  // namespace infoplane
