#include "infoplane/data/idx_file.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "infoplane/core/bytes.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/data/inflate.h"

namespace infoplane {
namespace {

enum class Type : std::uint8_t {
  kUint8 = 0x08,
  kInt8 = 0x09,
  kInt16 = 0x0B,
  kInt32 = 0x0C,
  kFloat = 0x0D,
  kDouble = 0x0E,
};

constexpr std::size_t kMagicSize = 4;
constexpr std::size_t kLengthSize = 4;
constexpr float kWhite = 255;

[[noreturn]] void fail(const std::string& where, const std::string& expected,
                       const std::string& found) {
  throw DataError(fmt::format("{}: expected {}, found {}", where, expected, found));
}

// the bytes of one element; 0 for a type that there is not
std::size_t size_of(Type type) {
  switch (type) {
    case Type::kUint8:
    case Type::kInt8:
      return 1;
    case Type::kInt16:
      return 2;
    case Type::kInt32:
    case Type::kFloat:
      return 4;
    case Type::kDouble:
      return 8;
  }
  return 0;
}

struct IdxArray {
  Type type = Type::kUint8;
  std::size_t rows = 0;
  // numbers in a row
  std::size_t cols = 1;
  std::string bytes;
};

IdxArray parse_idx(std::string bytes, const std::string& where) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (bytes.size() < kMagicSize || byte(0) != 0 || byte(1) != 0) {
    fail(where, "an IDX file", "other content");
  }
  IdxArray array;
  array.type = Type{byte(2)};
  if (size_of(array.type) == 0) {
    fail(where, "a type of the IDX format", fmt::format("{:#04x}", byte(2)));
  }
  const std::size_t n_dimensions = byte(3);
  const std::size_t start = kMagicSize + n_dimensions * kLengthSize;
  if (n_dimensions == 0) fail(where, "at least one dimension", "none");
  if (bytes.size() < start) fail(where, "the sizes of its dimensions", "the end of the file");
  const std::size_t n_elements = (bytes.size() - start) / size_of(array.type);
  for (std::size_t d = 0; d < n_dimensions; ++d) {
    const auto length = load_number<std::uint32_t>(bytes, kMagicSize + d * kLengthSize, true);
    if (d == 0) {
      array.rows = length;
      continue;
    }
    array.cols *= length;
    // also keeps the product from overflowing
    if (array.cols > n_elements) break;
  }
  if (array.rows == 0 || array.cols == 0) fail(where, "at least one number", "none");
  if (array.cols > n_elements || array.rows != n_elements / array.cols ||
      bytes.size() - start != array.rows * array.cols * size_of(array.type)) {
    fail(where, fmt::format("{} rows of as many numbers as its header says", array.rows),
         fmt::format("{} bytes: the file is damaged or cut off", bytes.size() - start));
  }
  bytes.erase(0, start);
  array.bytes = std::move(bytes);
  return array;
}

IdxArray read_array(const std::filesystem::path& path) {
  std::string bytes = read_file(path);
  constexpr std::string_view kGzip = "\x1f\x8b";
  if (bytes.starts_with(kGzip)) bytes = inflate_all(bytes, path.string());
  return parse_idx(std::move(bytes), path.string());
}

template <class Raw, class Number>
void append_as(const IdxArray& array, std::vector<Number>& out) {
  const std::size_t n = array.rows * array.cols;
  for (std::size_t i = 0; i < n; ++i) {
    out.push_back(static_cast<Number>(load_number<Raw>(array.bytes, i * sizeof(Raw), true)));
  }
}

template <class Number>
void append_numbers(const IdxArray& array, std::vector<Number>& out) {
  out.reserve(out.size() + array.rows * array.cols);
  switch (array.type) {
    case Type::kUint8:
      return append_as<std::uint8_t>(array, out);
    case Type::kInt8:
      return append_as<std::int8_t>(array, out);
    case Type::kInt16:
      return append_as<std::int16_t>(array, out);
    case Type::kInt32:
      return append_as<std::int32_t>(array, out);
    case Type::kFloat:
      return append_as<float>(array, out);
    case Type::kDouble:
      return append_as<double>(array, out);
  }
}

std::filesystem::path labels_path(const std::filesystem::path& images) {
  std::string name = images.filename().string();
  const std::size_t word = name.rfind("images");
  if (word == std::string::npos) {
    fail(images.string(), "'images' in the name, so that the labels' file can be found", "none");
  }
  name.replace(word, 6, "labels");
  if (const std::size_t rank = name.rfind("idx3"); rank != std::string::npos) {
    name.replace(rank, 4, "idx1");
  }
  return images.parent_path() / name;
}

// adds a file of images and that of its labels to what is there
void append_pair(const std::filesystem::path& path, IdxImages& out) {
  const IdxArray images = read_array(path);
  if (out.rows > 0 && images.cols != out.cols) {
    fail(path.string(), fmt::format("images of {} pixels, as in the other file", out.cols),
         fmt::format("{}", images.cols));
  }
  const std::filesystem::path labels_file = labels_path(path);
  const IdxArray labels = read_array(labels_file);
  if (labels.rows * labels.cols != images.rows) {
    fail(labels_file.string(), fmt::format("{} labels", images.rows),
         fmt::format("{}", labels.rows * labels.cols));
  }
  const std::size_t first = out.x.size();
  append_numbers(images, out.x);
  if (images.type == Type::kUint8) {
    for (std::size_t i = first; i < out.x.size(); ++i) out.x[i] /= kWhite;
  }
  append_numbers(labels, out.y.values);
  out.x_name = path.string();
  out.y_name = labels_file.string();
  out.rows += images.rows;
  out.cols = images.cols;
}

}  // namespace

bool is_idx_path(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return std::filesystem::is_directory(path) || name.find("idx") != std::string::npos ||
         name.find("ubyte") != std::string::npos;
}

IdxImages read_idx(const std::filesystem::path& path) {
  IdxImages out;
  if (!std::filesystem::is_directory(path)) {
    append_pair(path, out);
  } else {
    for (const char* part : {"train", "t10k"}) {
      for (const char* end : {"", ".gz"}) {
        const std::filesystem::path file = path / fmt::format("{}-images-idx3-ubyte{}", part, end);
        if (!std::filesystem::exists(file)) continue;
        append_pair(file, out);
        break;
      }
    }
    if (out.rows == 0) {
      fail(path.string(), "train-images-idx3-ubyte or t10k-images-idx3-ubyte, or .gz of them",
           "neither");
    }
    out.x_name = path.string();
    out.y_name = path.string() + ": labels";
  }
  out.y.rows = out.rows;
  out.y.cols = 1;
  return out;
}

}  // namespace infoplane
