#include "infoplane/core/npy.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Doubles = std::vector<double>;
using Floats = std::vector<float>;
using Integers = std::vector<std::int64_t>;

// a .npy file with any header, after the format's description (NEP 1)
std::string npy_file(const std::string& header, const std::string& data, int version = 1) {
  std::string bytes = std::string("\x93NUMPY") + static_cast<char>(version) + '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) {
    bytes += static_cast<char>((header.size() >> (8 * i)) & 0xff);
  }
  return bytes + header + data;
}

std::string dict(const std::string& descr, const std::string& shape,
                 const std::string& order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

template <class T>
std::vector<T> read_as(const std::string& descr, const std::string& shape, const std::string& data,
                       const std::string& order = "False") {
  return std::get<std::vector<T>>(parse_npy(npy_file(dict(descr, shape, order), data), "t").values);
}

std::string bytes_of(std::initializer_list<int> bytes) {
  std::string out;
  for (const int byte : bytes) out += static_cast<char>(byte);
  return out;
}

TEST(Npy, ReadsEveryTypeInBothByteOrders) {
  // 1.5 and -2 as IEEE 754: 3ff8... and c000...; 3fc0 0000 and c000 0000
  const std::string big8 = bytes_of({0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0});
  const std::string little8 = bytes_of({0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0});
  EXPECT_EQ(read_as<double>(">f8", "(2,)", big8), (Doubles{1.5, -2}));
  EXPECT_EQ(read_as<double>("<f8", "(2,)", little8), (Doubles{1.5, -2}));
  EXPECT_EQ(read_as<float>(">f4", "(2,)", bytes_of({0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0})),
            (Floats{1.5, -2}));
  // 1.5 is 3e00, the smallest number 0001 = 2^-24, the largest 7bff = 65504
  EXPECT_EQ(read_as<float>("<f2", "(3,)", bytes_of({0, 0x3e, 1, 0, 0xff, 0xfb})),
            (Floats{1.5F, 0x1p-24F, -65504}));
  EXPECT_EQ(read_as<float>(">f2", "(1,)", bytes_of({0x7c, 0})),
            Floats{std::numeric_limits<float>::infinity()});
  EXPECT_EQ(read_as<float>("<f4", "(2,)", bytes_of({0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0})),
            (Floats{1.5, -2}));
  EXPECT_EQ(read_as<std::int64_t>("|b1", "(2,)", bytes_of({1, 0})), (Integers{1, 0}));
  // -2 in two's complement is 256^w - 2 without a sign
  for (const int width : {1, 2, 4, 8}) {
    const std::string little = "\xfe" + std::string(static_cast<std::size_t>(width) - 1, '\xff');
    const std::string big(little.rbegin(), little.rend());
    const std::string w = std::to_string(width);
    EXPECT_EQ(read_as<std::int64_t>("<i" + w, "(1,)", little), Integers{-2}) << width;
    EXPECT_EQ(read_as<std::int64_t>(">i" + w, "(1,)", big), Integers{-2}) << width;
    if (width == 8) continue;
    const Integers expected{(std::int64_t{1} << (8 * width)) - 2};
    EXPECT_EQ(read_as<std::int64_t>("<u" + w, "(1,)", little), expected) << width;
    EXPECT_EQ(read_as<std::int64_t>(">u" + w, "(1,)", big), expected) << width;
  }
  const std::string big_count = bytes_of({0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff});
  EXPECT_EQ(read_as<std::int64_t>(">u8", "(1,)", big_count), Integers{INT64_MAX});
}

TEST(Npy, TurnsFortranOrderIntoCOrder) {
  const std::string columns = bytes_of({1, 4, 2, 5, 3, 6});
  EXPECT_EQ(read_as<std::int64_t>("|u1", "(2, 3)", columns, "True"), (Integers{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read_as<std::int64_t>("|u1", "(6,)", columns, "True"), (Integers{1, 4, 2, 5, 3, 6}));
}

TEST(Npy, KnowsRowsAndColumnsOfEveryShape) {
  const auto shape = [](const std::string& text, std::size_t n) {
    const NpyArray array = parse_npy(npy_file(dict("|u1", text), std::string(n, '\1')), "t");
    return std::pair(array.rows(), array.cols());
  };
  EXPECT_EQ(shape("(3, 2)", 6), std::pair(std::size_t{3}, std::size_t{2}));
  EXPECT_EQ(shape("(3,)", 3), std::pair(std::size_t{3}, std::size_t{1}));
  EXPECT_EQ(shape("()", 1), std::pair(std::size_t{1}, std::size_t{1}));
  EXPECT_EQ(shape("(0, 9)", 0), std::pair(std::size_t{0}, std::size_t{9}));
}

TEST(Npy, ReadsVersionsTwoAndThreeAndOtherSpellingsOfTheHeader) {
  for (const int version : {1, 2, 3}) {
    const std::string header = "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"|u1\"}   \n";
    const NpyArray array = parse_npy(npy_file(header, "\1\2", version), "t");
    EXPECT_EQ(std::get<Integers>(array.values), (Integers{1, 2})) << version;
  }
}

TEST(Npy, WritesTheBytesThatNumPyWrites) {
  // python3 -c "import numpy, hashlib, io; b = io.BytesIO(); numpy.save(b, A);
  //             print(hashlib.sha256(b.getvalue()).hexdigest())"       (NumPy 1.24.2)
  // A = numpy.arange(6, dtype='<f4').reshape(2, 3)
  EXPECT_EQ(sha256_hex(format_npy({{2, 3}, Floats{0, 1, 2, 3, 4, 5}})),
            "47d9cb788e60cfff38faf2237400d94063bde1f42a0ad39297e02642caca6b56");
  // A = numpy.array([1.5, -2])
  EXPECT_EQ(sha256_hex(format_npy({{2}, Doubles{1.5, -2}})),
            "86bda2fd13fc0aecc7099c37aa7c5a7a6440ebb6b14d8991a524c3309c5f4798");
  // A = numpy.array(7, dtype='<i8')
  EXPECT_EQ(sha256_hex(format_npy({{}, Integers{7}})),
            "bf829c4710025ea559002e4a00d3d062c0ff73f046ff4419e374d3656ce1c1c3");
}

TEST(Npy, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  const NpyArray arrays[] = {{{2, 2}, Floats{0.1F, -0.F, 1e-45F, 3e38F}},
                             {{3}, Doubles{0.1, -1e-300, 1e300}},
                             {{1, 2}, Integers{INT64_MIN, INT64_MAX}},
                             {{0, 4}, Floats{}}};
  for (const NpyArray& array : arrays) {
    write_file(folder / "a.npy", format_npy(array));
    const NpyArray back = read_npy(folder / "a.npy");
    EXPECT_EQ(back.shape, array.shape);
    EXPECT_EQ(back.values, array.values);
  }
}

TEST(Npy, RefusesToWriteAShapeThatDoesNotHoldTheValues) {
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [] {
        format_npy({{2, 3}, Floats{1, 2}});
      },
      "npy: shape (2, 3) does not hold 2 values"));
  EXPECT_THROW(format_npy({{1, 1, 2}, Floats{1, 2}}), InvalidArgument);
}

TEST(Npy, RefusesOtherTypesAndShapesAndSaysWhatItFound) {
  const auto fails = [](const std::string& header, const std::string& data,
                        const std::string& part) {
    return throws_with<DataError>([&] { parse_npy(npy_file(header, data), "t.npy"); }, part);
  };
  EXPECT_TRUE(
      fails(dict("<c8", "(1,)"), "abcdefgh", "t.npy: header: expected descr f2, f4, f8, i1"));
  EXPECT_TRUE(fails(dict("<c16", "(1,)"), "", "found '<c16'"));
  EXPECT_TRUE(fails(dict("|O", "(1,)"), "", "found '|O'"));
  EXPECT_TRUE(fails(dict("|i4", "(1,)"), "abcd", "found '|i4'"));
  EXPECT_TRUE(fails("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }\n", "",
                    "expected descr as a string"));
  EXPECT_TRUE(fails(dict("|u1", "(1, 1, 2)"), "ab", "at most 2 dimensions, found shape (1, 1, 2)"));
  EXPECT_TRUE(fails(dict("<f8", "(2,)"), "12345678", "shape (2,), found 8 bytes"));
  EXPECT_TRUE(fails(dict("|u1", "(2,)"), "abc", "shape (2,), found 3 bytes"));
  EXPECT_TRUE(fails(dict("<u8", "(1,)"), std::string(8, '\xff'), "18446744073709551615"));
  EXPECT_TRUE(fails(dict("|b1", "(1,)"), "\x02", "element 0: expected a boolean 0 or 1, found 2"));
}

TEST(Npy, RefusesShapesWhoseSizeOverflows) {
  for (const char* shape : {"(18446744073709551615,)", "(4294967296, 4294967296)",
                            "(99999999999999999999,)", "(2305843009213693952,)", "(-1,)"}) {
    EXPECT_THROW(parse_npy(npy_file(dict("<f8", shape), ""), "t"), DataError) << shape;
  }
}

TEST(Npy, RefusesDamagedHeaders) {
  const auto fails = [](const std::string& bytes, const std::string& part) {
    return throws_with<DataError>([&] { parse_npy(bytes, "t"); }, part);
  };
  EXPECT_TRUE(fails("", "expected a .npy file"));
  EXPECT_TRUE(fails("PK\3\4 something else", "expected a .npy file"));
  EXPECT_TRUE(fails(npy_file(dict("|u1", "(1,)"), "a", 4), "version 1 to 3, found 4"));
  const std::string common = "{'descr': '|u1', 'fortran_order': False, ";
  EXPECT_TRUE(fails(npy_file(common + "}", ""), "one of them missing"));
  EXPECT_TRUE(fails(npy_file(common + "'descr': '|u1', 'shape': (1,)}", "a"), "found 'descr'"));
  EXPECT_TRUE(fails(npy_file(common + "'size': (1,)}", "a"), "found 'size'"));
  EXPECT_TRUE(fails(npy_file(common + "'shape': (1,)} x", "a"), "the header's end, found 'x'"));
  EXPECT_TRUE(fails(npy_file(common + "'shape': (1 2)}", "a"), "expected ')', found '2)}'"));
  EXPECT_TRUE(fails(npy_file(common + "'shape': \n\1}", "a"), "expected '(', found '?}'"));
}

TEST(Npy, EveryTruncationIsAnError) {
  const std::string bytes = format_npy({{2, 2}, Doubles{1, 2, 3, 4}});
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_THROW(parse_npy(bytes.substr(0, n), "t"), DataError) << n;
  }
}

TEST(Npy, FlippedHeaderBitsNeverCrash) {
  const std::string bytes = format_npy({{2, 2}, Doubles{1, 2, 3, 4}});
  for (std::size_t bit = 0; bit < 8 * (bytes.size() - 32); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    try {
      // a few flips give another valid header, such as the other byte order
      EXPECT_EQ(parse_npy(damaged, "t").rows() * parse_npy(damaged, "t").cols(), 4U) << bit;
    } catch (const DataError&) {
    }
  }
}

TEST(Npy, NamesTheFileThatIsMissing) {
  EXPECT_TRUE(
      throws_with<DataError>([] { read_npy("/none/a.npy"); }, "/none/a.npy: cannot be read"));
}

}  // namespace
}  // namespace infoplane
