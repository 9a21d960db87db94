#include "infoplane/data/mat_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <new>
#include <optional>

#include "infoplane/core/bytes.h"
#include "infoplane/core/errors.h"
#include "infoplane/data/inflate.h"

namespace infoplane {
namespace {

constexpr std::size_t kHeaderSize = 128;

// types of elements, as the format numbers them
enum class Type : std::uint32_t {
  kInt8 = 1,
  kUint8 = 2,
  kInt16 = 3,
  kUint16 = 4,
  kInt32 = 5,
  kUint32 = 6,
  kSingle = 7,
  kDouble = 9,
  kInt64 = 12,
  kUint64 = 13,
  kMatrix = 14,
  kCompressed = 15,
};

// classes of arrays: full numeric ones (logical ones too, as uint8) lie together
constexpr std::uint32_t kFirstNumericClass = 6;
constexpr std::uint32_t kLastNumericClass = 15;
constexpr std::uint32_t kComplexFlag = 0x0800;

[[noreturn]] void fail(const std::string& where, const std::string& expected,
                       const std::string& found) {
  throw DataError(fmt::format("{}: expected {}, found {}", where, expected, found));
}

struct Element {
  Type type;
  std::string_view data;
};

// Takes elements off the front of `rest`; all of it is in one byte order.
struct Reader {
  std::string_view rest;
  bool big_endian;

  Element take(const std::string& where) {
    if (rest.size() < 8) fail(where, "a data element", "the end: the file is damaged or cut off");
    const auto first = load_number<std::uint32_t>(rest, 0, big_endian);
    // a small element has its size in the upper half of the first word, and its data in the second
    const bool small = first >> 16 != 0;
    const std::size_t start = small ? 4 : 8;
    const std::size_t size = small ? first >> 16 : load_number<std::uint32_t>(rest, 4, big_endian);
    const Element element{Type{first & 0xffff}, rest.substr(start, size)};
    if (element.data.size() < size || (small && size > 4)) {
      fail(where, fmt::format("a data element of {} bytes", size),
           fmt::format("{}: the file is damaged or cut off", element.data.size()));
    }
    // what follows begins at a multiple of 8, except after compressed data
    std::size_t end = start + size;
    if (element.type != Type::kCompressed) end = (end + 7) / 8 * 8;
    rest.remove_prefix(std::min(end, rest.size()));
    return element;
  }
};

// checks the file's header; returns whether the file is big-endian
bool check_header(std::string_view bytes, const std::string& path) {
  const auto has = [&](std::size_t offset, std::string_view text) {
    return bytes.substr(std::min(offset, bytes.size())).starts_with(text);
  };
  const std::string expected = "a MATLAB version 5 file";
  constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1a\n";
  if (has(0, "MATLAB 7.3") || has(0, kHdf5) || has(512, kHdf5)) {
    fail(path, expected, "version 7.3 (HDF5): save it with the option '-v7'");
  }
  const bool little = has(124, std::string_view("\x00\x01IM", 4));
  const bool big = has(124, std::string_view("\x01\x00MI", 4));
  if (!little && !big) fail(path, expected, "other content");
  return big;
}

template <class T>
double number_at(std::string_view data, std::size_t i, bool big_endian) {
  return static_cast<double>(load_number<T>(data, i * sizeof(T), big_endian));
}

// how to read one number of a type; nothing if the type is not numeric
struct NumberFormat {
  std::size_t width;
  double (*read)(std::string_view data, std::size_t i, bool big_endian);
};
template <class T>
constexpr NumberFormat kFormatOf{sizeof(T), number_at<T>};

std::optional<NumberFormat> number_format(Type type) {
  switch (type) {
    case Type::kInt8:
      return kFormatOf<std::int8_t>;
    case Type::kUint8:
      return kFormatOf<std::uint8_t>;
    case Type::kInt16:
      return kFormatOf<std::int16_t>;
    case Type::kUint16:
      return kFormatOf<std::uint16_t>;
    case Type::kInt32:
      return kFormatOf<std::int32_t>;
    case Type::kUint32:
      return kFormatOf<std::uint32_t>;
    case Type::kSingle:
      return kFormatOf<float>;
    case Type::kDouble:
      return kFormatOf<double>;
    case Type::kInt64:
      return kFormatOf<std::int64_t>;
    case Type::kUint64:
      return kFormatOf<std::uint64_t>;
    default:
      return std::nullopt;
  }
}

// the two dimensions of an array
std::array<std::size_t, 2> read_dimensions(const Element& element, bool big_endian,
                                           const std::string& where) {
  if (element.type != Type::kInt32 || element.data.size() != 2 * sizeof(std::int32_t)) {
    fail(where, "2 dimensions", fmt::format("{}", element.data.size() / sizeof(std::int32_t)));
  }
  std::array<std::size_t, 2> dimensions{};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto value =
        load_number<std::int32_t>(element.data, i * sizeof(std::int32_t), big_endian);
    if (value < 0) fail(where, "a dimension", fmt::format("{}", value));
    dimensions[i] = static_cast<std::size_t>(value);
  }
  return dimensions;
}

// the numbers of an array, of which `reader` has come to the real part
Table read_numbers(Reader reader, const std::array<std::size_t, 2>& dimensions,
                   const std::string& where) {
  const auto [rows, cols] = dimensions;
  const Element element = reader.take(where);
  const auto format = number_format(element.type);
  // dimensions are below 2^31: their product does not overflow
  if (!format || element.data.size() % format->width != 0 ||
      element.data.size() / format->width != rows * cols) {
    fail(where, fmt::format("{} x {} numbers", rows, cols),
         fmt::format("{} bytes of type {}", element.data.size(),
                     static_cast<std::uint32_t>(element.type)));
  }
  Table table{rows, cols, std::vector<double>(rows * cols)};
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < cols; ++j) {
      // columns lie one after another
      table.values[i * cols + j] = format->read(element.data, j * rows + i, reader.big_endian);
    }
  }
  return table;
}

// One array: its flags and class, its dimensions, its name, its numbers. Adds it to `found`,
// without numbers if nobody wants it.
void read_array(Reader reader, const std::string& path, const std::vector<std::string>& wanted,
                std::map<std::string, Table>& found) {
  const Element flags = reader.take(path);
  if (flags.type != Type::kUint32 || flags.data.size() != 8) {
    fail(path, "an array's flags", "a damaged element");
  }
  const auto flag_word = load_number<std::uint32_t>(flags.data, 0, reader.big_endian);
  const Element dimensions = reader.take(path);
  const Element name_element = reader.take(path);
  if (name_element.type != Type::kInt8) fail(path, "an array's name", "a damaged element");
  const std::string name(name_element.data);
  if (std::ranges::find(wanted, name) == wanted.end()) {
    found.emplace(name, Table());
    return;
  }
  const std::string where = path + ": " + name;
  const std::uint32_t array_class = flag_word & 0xff;
  if (array_class < kFirstNumericClass || array_class > kLastNumericClass) {
    fail(where, "a full numeric matrix", fmt::format("an array of MATLAB class {}", array_class));
  }
  if ((flag_word & kComplexFlag) != 0) fail(where, "real numbers", "complex ones");
  const auto shape = read_dimensions(dimensions, reader.big_endian, where);
  found.insert_or_assign(name, read_numbers(reader, shape, where));
}

}  // namespace

std::vector<Table> parse_mat(std::string_view bytes, const std::string& path,
                             const std::vector<std::string>& wanted) {
  const bool big_endian = check_header(bytes, path);
  std::map<std::string, Table> found;
  Reader reader{bytes.substr(kHeaderSize), big_endian};
  while (!reader.rest.empty()) {
    Element element = reader.take(path);
    std::string inflated;
    if (element.type == Type::kCompressed) {
      inflated = inflate_all(element.data, path);
      Reader inside{inflated, big_endian};
      element = inside.take(path);
      if (!inside.rest.empty()) fail(path, "one array in compressed data", "more");
    }
    if (element.type != Type::kMatrix) {
      fail(path, "an array",
           fmt::format("an element of type {}", static_cast<std::uint32_t>(element.type)));
    }
    read_array({element.data, big_endian}, path, wanted, found);
  }

  std::vector<Table> tables;
  for (const std::string& name : wanted) {
    const auto variable = found.find(name);
    if (variable == found.end()) {
      std::vector<std::string> names;
      names.reserve(found.size());
      for (const auto& [other, table] : found) names.push_back(other);
      fail(path, fmt::format("a variable {}", name),
           names.empty() ? "none" : fmt::format("only {}", fmt::join(names, ", ")));
    }
    tables.push_back(std::move(variable->second));
  }
  return tables;
}

}  // namespace infoplane
