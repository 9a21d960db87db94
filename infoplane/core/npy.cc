#include "infoplane/core/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>

#include "infoplane/core/bytes.h"
#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"

namespace infoplane {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64;

struct Header {
  bool big_endian = false;
  char kind = 0;  // 'f', 'i', 'u' or 'b'
  std::size_t width = 0;
  bool fortran_order = false;
  std::vector<std::size_t> shape;
};

// Reads the one form of Python dictionary that a header may hold:
//   {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  Header parse() {
    Header header;
    bool has_descr = false;
    bool has_order = false;
    bool has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string_view key = string("a key");
      expect(':');
      if (key == "descr" && !has_descr) {
        parse_descr(header);
        has_descr = true;
      } else if (key == "fortran_order" && !has_order) {
        header.fortran_order = boolean();
        has_order = true;
      } else if (key == "shape" && !has_shape) {
        header.shape = tuple();
        has_shape = true;
      } else {
        fail("each of descr, fortran_order and shape once", fmt::format("'{}'", key));
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_spaces();
    if (!rest_.empty()) fail("the header's end", quoted_rest());
    if (!has_descr || !has_order || !has_shape) {
      fail("descr, fortran_order and shape", "one of them missing");
    }
    return header;
  }

 private:
  [[noreturn]] void fail(const std::string& expected, const std::string& found) const {
    throw DataError(fmt::format("{}: header: expected {}, found {}", name_, expected, found));
  }
  // what comes next, as far as it can be shown
  [[nodiscard]] std::string quoted_rest() const {
    std::string shown(rest_.substr(0, 16));
    std::ranges::replace_if(
        shown, [](char c) { return c < ' ' || c > '~'; }, '?');
    return "'" + shown + "'";
  }
  void skip_spaces() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size()));
  }
  bool accept(char c) {
    skip_spaces();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(fmt::format("'{}'", c), quoted_rest());
  }
  std::string_view string(const std::string& what) {
    skip_spaces();
    const char quote = rest_.empty() ? '\0' : rest_.front();
    const std::size_t end =
        quote == '\'' || quote == '"' ? rest_.find(quote, 1) : std::string_view::npos;
    if (end == std::string_view::npos) fail(what, quoted_rest());
    const std::string_view value = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return value;
  }
  bool boolean() {
    skip_spaces();
    for (const bool value : {false, true}) {
      const std::string_view word = value ? "True" : "False";
      if (rest_.starts_with(word)) {
        rest_.remove_prefix(word.size());
        return value;
      }
    }
    fail("True or False", quoted_rest());
  }
  std::vector<std::size_t> tuple() {
    std::vector<std::size_t> values;
    expect('(');
    while (!accept(')')) {
      skip_spaces();
      std::size_t value = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
      if (error != std::errc()) fail("a dimension", quoted_rest());
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      values.push_back(value);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return values;
  }
  void parse_descr(Header& header) {
    const std::string_view descr = string("descr as a string such as '<f8'");
    const std::string_view type = descr.substr(std::min<std::size_t>(1, descr.size()));
    constexpr std::string_view kKnown[] = {"f2", "f4", "f8", "i1", "i2", "i4",
                                           "i8", "u1", "u2", "u4", "u8", "b1"};
    const bool has_order = descr.starts_with('<') || descr.starts_with('>');
    // one byte has no order
    const bool whole = descr.starts_with('|') && type.ends_with('1');
    if (std::ranges::find(kKnown, type) == std::end(kKnown) || !(has_order || whole)) {
      fail("descr f2, f4, f8, i1 to i8, u1 to u8 or b1", fmt::format("'{}'", descr));
    }
    header.big_endian = descr.front() == '>';
    header.kind = type[0];
    header.width = static_cast<std::size_t>(type[1] - '0');
  }

  std::string_view rest_;
  const std::string& name_;
};

// takes the magic, the version and the header off the front of `bytes`
Header take_header(std::string_view& bytes, const std::string& name) {
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + 4) {
    throw DataError(fmt::format("{}: expected a .npy file, found other content", name));
  }
  const auto byte = [&bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const int version = byte(kMagic.size());
  if (version < 1 || version > 3) {
    throw DataError(fmt::format("{}: expected .npy version 1 to 3, found {}", name, version));
  }
  // the header's length has two bytes in version 1, four in later ones
  const std::size_t start = kMagic.size() + 2;
  const std::size_t length_width = version == 1 ? 2 : 4;
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_width && start + i < bytes.size(); ++i) {
    length |= std::size_t{byte(start + i)} << (8 * i);
  }
  bytes.remove_prefix(std::min(start + length_width, bytes.size()));
  if (length > bytes.size()) {
    throw DataError(
        fmt::format("{}: expected a header of {} bytes, found {}", name, length, bytes.size()));
  }
  const std::string_view text = bytes.substr(0, length);
  bytes.remove_prefix(length);
  return HeaderParser(text, name).parse();
}

// the product, or nothing where it is beyond std::size_t
std::optional<std::size_t> product(const std::vector<std::size_t>& factors) {
  if (std::ranges::find(factors, std::size_t{0}) != factors.end()) return 0;
  std::size_t value = 1;
  for (const std::size_t factor : factors) {
    if (value > std::numeric_limits<std::size_t>::max() / factor) return std::nullopt;
    value *= factor;
  }
  return value;
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  return shape.size() == 1 ? fmt::format("({},)", shape[0])
                           : fmt::format("({})", fmt::join(shape, ", "));
}

// An IEEE 754 binary16 number: a sign, five bits of exponent and ten of fraction.
float half_to_float(std::uint16_t half) {
  constexpr int kFractionBits = 10;
  constexpr int kBias = 15;
  const int exponent = half >> kFractionBits & 0x1f;
  const auto fraction = static_cast<float>(half & 0x3ff);
  const float sign = (half & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0x1f) {
    return fraction == 0 ? sign * std::numeric_limits<float>::infinity()
                         : std::numeric_limits<float>::quiet_NaN();
  }
  if (exponent == 0) return sign * std::ldexp(fraction, 1 - kBias - kFractionBits);
  return sign * std::ldexp(1024 + fraction, exponent - kBias - kFractionBits);
}

// all elements as Out, in C order
template <class Stored, class Out>
std::vector<Out> convert(std::string_view data, const Header& header, const std::string& name) {
  const std::size_t count = data.size() / sizeof(Stored);
  const bool transposed = header.fortran_order && header.shape.size() == 2;
  const std::size_t rows = transposed ? header.shape[0] : count;
  const std::size_t cols = transposed ? header.shape[1] : 1;
  std::vector<Out> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = load_number<Stored>(data, i * sizeof(Stored), header.big_endian);
    if constexpr (std::same_as<Stored, std::uint64_t>) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        throw DataError(
            fmt::format("{}: element {}: expected less than 2^63, found {}", name, i, value));
      }
    }
    if (header.kind == 'b' && value != 0 && value != 1) {
      throw DataError(
          fmt::format("{}: element {}: expected a boolean 0 or 1, found {}", name, i, value));
    }
    // in Fortran order element i is at row i % rows, column i / rows
    // NOLINTNEXTLINE(bugprone-signed-char-misuse): an int8 is a number here, with its sign
    values[transposed ? i % rows * cols + i / rows : i] = static_cast<Out>(value);
  }
  return values;
}

decltype(NpyArray::values) convert_any(std::string_view data, const Header& header,
                                       const std::string& name) {
  const auto as = [&]<class Stored, class Out>() {
    return convert<Stored, Out>(data, header, name);
  };
  const auto as_integer = [&]<class Stored>() {
    return as.template operator()<Stored, std::int64_t>();
  };
  if (header.kind == 'f' && header.width == 2) {
    std::vector<float> floats;
    for (const std::int64_t half : convert<std::uint16_t, std::int64_t>(data, header, name)) {
      floats.push_back(half_to_float(static_cast<std::uint16_t>(half)));
    }
    return floats;
  }
  if (header.kind == 'f' && header.width == 4) return as.operator()<float, float>();
  if (header.kind == 'f') return as.operator()<double, double>();
  const bool is_signed = header.kind == 'i';
  switch (header.width) {
    case 1:
      return is_signed ? as_integer.operator()<std::int8_t>()
                       : as_integer.operator()<std::uint8_t>();
    case 2:
      return is_signed ? as_integer.operator()<std::int16_t>()
                       : as_integer.operator()<std::uint16_t>();
    case 4:
      return is_signed ? as_integer.operator()<std::int32_t>()
                       : as_integer.operator()<std::uint32_t>();
    default:
      return is_signed ? as_integer.operator()<std::int64_t>()
                       : as_integer.operator()<std::uint64_t>();
  }
}

}  // namespace

NpyArray parse_npy(std::string_view bytes, const std::string& name) {
  const Header header = take_header(bytes, name);
  if (header.shape.size() > 2) {
    throw DataError(fmt::format("{}: expected at most 2 dimensions, found shape {}", name,
                                shape_text(header.shape)));
  }
  // divide, not multiply: what a damaged header says may not fit into 64 bits
  const std::optional<std::size_t> count = product(header.shape);
  if (bytes.size() % header.width != 0 || count != bytes.size() / header.width) {
    throw DataError(fmt::format("{}: expected the {}-byte elements of shape {}, found {} bytes",
                                name, header.width, shape_text(header.shape), bytes.size()));
  }
  return {header.shape, convert_any(bytes, header, name)};
}

std::string format_npy(const NpyArray& array) {
  const std::size_t size = std::visit([](const auto& v) { return v.size(); }, array.values);
  if (array.shape.size() > 2 || product(array.shape) != size) {
    throw InvalidArgument(
        fmt::format("npy: shape {} does not hold {} values", shape_text(array.shape), size));
  }
  constexpr std::string_view kTypes[] = {"<f4", "<f8", "<i8"};
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                   kTypes[array.values.index()], shape_text(array.shape));
  // spaces and a line end, so that the data begin at a multiple of 64
  const std::size_t prefix = kMagic.size() + 4;
  const std::size_t end = (prefix + header.size() + kAlignment) / kAlignment * kAlignment;
  header.resize(end - prefix - 1, ' ');
  header += '\n';

  std::string bytes(kMagic);
  bytes += {'\x01', '\x00', static_cast<char>(header.size() & 0xff),
            static_cast<char>(header.size() >> 8)};
  bytes += header;
  std::visit(
      [&bytes](const auto& values) {
        bytes.append(reinterpret_cast<const char*>(values.data()),
                     values.size() * sizeof(values[0]));
      },
      array.values);
  return bytes;
}

NpyArray read_npy(const std::filesystem::path& path) {
  return parse_npy(read_file(path), path.string());
}

}  // namespace infoplane
