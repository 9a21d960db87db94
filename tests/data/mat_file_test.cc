#include "infoplane/data/mat_file.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"
#include "tests/data/mat_writer.h"

namespace infoplane {
namespace {

using testing::ElementsAre;

Table read_variable(const std::filesystem::path& path, const std::string& name) {
  return parse_mat(read_file(path), "t.mat", {name}).at(0);
}

// a file of two variables: F, 3 x 2, and y, 3 x 1
std::string example(const TemporaryFolder& folder, matio_compression compression) {
  const auto path = folder / "example.mat";
  MatWriter(path, compression)
      .add_doubles("F", 3, 2, {1, 2, 3, 4, 5, 6.5})
      .add("y", MAT_C_UINT8, MAT_T_UINT8, {3, 1}, std::vector<std::uint8_t>{0, 1, 1});
  return read_file(path);
}

class MatFile : public testing::TestWithParam<matio_compression> {
 protected:
  TemporaryFolder folder_;
};
INSTANTIATE_TEST_SUITE_P(Compression, MatFile,
                         testing::Values(MAT_COMPRESSION_NONE, MAT_COMPRESSION_ZLIB),
                         [](const auto& param) { return param.param ? "Zlib" : "None"; });

TEST_P(MatFile, GivesMatricesRowByRowInTheWantedOrder) {
  const auto tables = parse_mat(example(folder_, GetParam()), "t.mat", {"y", "F"});
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_THAT(tables[0].values, ElementsAre(0, 1, 1));
  EXPECT_EQ(tables[1].rows, 3U);
  EXPECT_EQ(tables[1].cols, 2U);
  EXPECT_THAT(tables[1].values, ElementsAre(1, 4, 2, 5, 3, 6.5));
}

TEST_P(MatFile, ReadsEveryNumericClass) {
  const auto path = folder_ / "classes.mat";
  MatWriter(path, GetParam())
      .add("a", MAT_C_SINGLE, MAT_T_SINGLE, {1, 2}, std::vector<float>{0.5F, -1})
      .add("b", MAT_C_INT8, MAT_T_INT8, {1, 2}, std::vector<std::int8_t>{-128, 127})
      .add("c", MAT_C_UINT8, MAT_T_UINT8, {1, 2}, std::vector<std::uint8_t>{0, 255})
      .add("d", MAT_C_INT16, MAT_T_INT16, {1, 2}, std::vector<std::int16_t>{-300, 300})
      .add("e", MAT_C_UINT16, MAT_T_UINT16, {1, 2}, std::vector<std::uint16_t>{1, 65535})
      .add("f", MAT_C_INT32, MAT_T_INT32, {1, 2}, std::vector<std::int32_t>{-70000, 70000})
      .add("g", MAT_C_UINT32, MAT_T_UINT32, {1, 2}, std::vector<std::uint32_t>{1, 4000000000U})
      .add("h", MAT_C_INT64, MAT_T_INT64, {1, 2}, std::vector<std::int64_t>{-5, 1LL << 50})
      .add("i", MAT_C_UINT64, MAT_T_UINT64, {1, 2}, std::vector<std::uint64_t>{5, 1ULL << 50})
      .add("j", MAT_C_UINT8, MAT_T_UINT8, {1, 2}, std::vector<std::uint8_t>{1, 0}, MAT_F_LOGICAL);
  const std::vector<std::vector<double>> expected{
      {0.5, -1},       {-128, 127},       {0, 255},     {-300, 300}, {1, 65535},
      {-70000, 70000}, {1, 4000000000.0}, {-5, 0x1p50}, {5, 0x1p50}, {1, 0}};
  for (std::size_t k = 0; k < expected.size(); ++k) {
    const std::string name(1, static_cast<char>('a' + k));
    EXPECT_EQ(read_variable(path, name).values, expected[k]) << name;
  }
}

TEST_P(MatFile, PassesOverOtherVariables) {
  const auto path = folder_ / "others.mat";
  MatWriter(path, GetParam())
      .add("text", MAT_C_CHAR, MAT_T_UINT8, {1, 3}, std::vector<std::uint8_t>{'a', 'b', 'c'})
      .add_doubles("F", 1, 1, {7})
      .add("cube", MAT_C_DOUBLE, MAT_T_DOUBLE, {1, 2, 1}, std::vector<double>{1, 2});
  EXPECT_THAT(read_variable(path, "F").values, ElementsAre(7));
}

TEST_P(MatFile, RefusesVariablesOfAnotherKind) {
  const auto path = folder_ / "others.mat";
  std::vector<double> parts{1, 2};
  {
    MatWriter writer(path, GetParam());
    writer.add("text", MAT_C_CHAR, MAT_T_UINT8, {1, 3}, std::vector<std::uint8_t>{'a', 'b', 'c'});
    writer.add("cube", MAT_C_DOUBLE, MAT_T_DOUBLE, {1, 2, 2}, std::vector<double>{1, 2, 3, 4});
    const mat_complex_split_t complex{parts.data(), parts.data()};
    writer.add("z", MAT_C_DOUBLE, MAT_T_DOUBLE, {1, 2}, std::vector{complex}, MAT_F_COMPLEX);
  }
  const auto fails = [&](const char* name, const std::string& part) {
    return throws_with<DataError>([&] { read_variable(path, name); }, part);
  };
  EXPECT_TRUE(
      fails("text", "t.mat: text: expected a full numeric matrix, found an array of MATLAB"));
  EXPECT_TRUE(fails("cube", "t.mat: cube: expected 2 dimensions, found 3"));
  EXPECT_TRUE(fails("z", "t.mat: z: expected real numbers, found complex ones"));
  EXPECT_TRUE(fails("F", "t.mat: expected a variable F, found only cube, text, z"));
}

TEST_P(MatFile, EveryTruncationIsAnError) {
  const std::string bytes = example(folder_, GetParam());
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_THROW(parse_mat(bytes.substr(0, n), "t.mat", {"F", "y"}), DataError) << n;
  }
}

TEST_P(MatFile, FlippedBitsNeverCrash) {
  const std::string bytes = example(folder_, GetParam());
  const auto whole = parse_mat(bytes, "t.mat", {"F", "y"});
  for (std::size_t bit = std::size_t{8} * 128; bit < 8 * bytes.size(); ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    try {
      const auto tables = parse_mat(damaged, "t.mat", {"F", "y"});
      EXPECT_EQ(tables[0].values.size(), tables[0].rows * tables[0].cols) << bit;
      // what is not compressed has no checksum
      if (GetParam() == MAT_COMPRESSION_ZLIB) {
        EXPECT_EQ(tables[0].values, whole[0].values) << bit;
        EXPECT_EQ(tables[1].values, whole[1].values) << bit;
      }
    } catch (const DataError&) {
    }
  }
}

// a number as four bytes, most significant first
std::string word(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

TEST(MatFileByHand, ReadsBigEndianFilesAndSmallElements) {
  // F = [-2 258] as int16 in an array of class double, after the format's description
  const std::string array = word(6) + word(8) + word(6) + word(0) +  // flags: uint32, class 6
                            word(5) + word(8) + word(1) + word(2) +  // dimensions: int32, 1 x 2
                            word(1U << 16 | 1) +
                            std::string("F\0\0\0", 4) +               // name: 1 byte of int8
                            word(4U << 16 | 3) + "\xff\xfe\x01\x02";  // 4 bytes of int16
  const std::string header = std::string(124, ' ') + std::string("\x01\x00MI", 4);
  const std::string bytes =
      header + word(14) + word(static_cast<std::uint32_t>(array.size())) + array;
  const Table table = parse_mat(bytes, "t.mat", {"F"}).at(0);
  EXPECT_EQ(table.rows, 1U);
  EXPECT_THAT(table.values, ElementsAre(-2, 258));
}

TEST(MatFileByHand, RefusesDimensionsThatTheDataDoNotHave) {
  const TemporaryFolder folder;
  std::string bytes = example(folder, MAT_COMPRESSION_NONE);
  // the first array's dimensions follow its tag (8), its flags (16) and their own tag (8)
  const std::size_t offset = 128 + 32;
  ASSERT_EQ(bytes[offset], 3);
  bytes.replace(offset, 8, std::string("\xff\xff\xff\x7f\xff\xff\xff\x7f", 8));
  EXPECT_TRUE(
      throws_with<DataError>([&] { parse_mat(bytes, "t.mat", {"F"}); },
                             "F: expected 2147483647 x 2147483647 numbers, found 48 bytes"));
  bytes.replace(offset, 4, "\xff\xff\xff\xff");
  EXPECT_TRUE(throws_with<DataError>([&] { parse_mat(bytes, "t.mat", {"F"}); },
                                     "F: expected a dimension, found -1"));
}

TEST(MatFileByHand, NamesOtherFormats) {
  const auto fails = [](const std::string& bytes, const std::string& part) {
    return throws_with<DataError>([&] { parse_mat(bytes, "t.mat", {"F"}); }, part);
  };
  const std::string seven = "MATLAB 7.3 MAT-file, Platform: GLNXA64" + std::string(600, ' ');
  EXPECT_TRUE(fails(seven, "t.mat: expected a MATLAB version 5 file, found version 7.3 (HDF5)"));
  EXPECT_TRUE(fails("\x89HDF\r\n\x1a\n more", "version 7.3 (HDF5): save it with the option '-v7'"));
  EXPECT_TRUE(fails("", "t.mat: expected a MATLAB version 5 file, found other content"));
  EXPECT_TRUE(fails(std::string(1000, 'x'), "found other content"));
}

}  // namespace
}  // namespace infoplane
