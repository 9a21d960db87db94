#include "infoplane/data/files.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/npy.h"
#include "infoplane/data/sphere12.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"
#include "tests/data/mat_writer.h"

namespace infoplane {
namespace {

using testing::ElementsAre;

using Doubles = std::vector<double>;
using Floats = std::vector<float>;
using Integers = std::vector<std::int64_t>;

// the set's inputs, columns one after another
template <class T>
std::vector<T> columns_of(const Dataset& set) {
  std::vector<T> columns;
  for (std::size_t j = 0; j < set.n_inputs; ++j) {
    for (std::size_t i = 0; i < set.size(); ++i)
      columns.push_back(static_cast<T>(set.inputs()(i, j)));
  }
  return columns;
}

void expect_same(const Dataset& read, const Dataset& built_in) {
  EXPECT_EQ(read.n_inputs, built_in.n_inputs);
  EXPECT_EQ(read.x, built_in.x);
  EXPECT_EQ(read.labels.n_classes, built_in.labels.n_classes);
  EXPECT_EQ(read.labels.classes, built_in.labels.classes);
  EXPECT_EQ(dataset_hash(read), dataset_hash(built_in));
}

class DataFile : public testing::Test {
 protected:
  // a file of the given arrays, read as a data set
  Dataset load_npz(const NpzArrays& arrays) {
    write_file(folder_ / "data.npz", format_npz(arrays));
    return load_data_file(folder_ / "data.npz");
  }
  testing::AssertionResult npz_fails(const NpzArrays& arrays, const std::string& part) {
    return throws_with<DataError>([&] { load_npz(arrays); }, part);
  }
  TemporaryFolder folder_;
};

TEST_F(DataFile, AMatFileOfSphere12IsTheBuiltInSet) {
  const Dataset set = sphere12(std::nullopt, 0);
  const std::vector<std::uint8_t> y(set.labels.classes.begin(), set.labels.classes.end());
  for (const auto compression : {MAT_COMPRESSION_NONE, MAT_COMPRESSION_ZLIB}) {
    MatWriter(folder_ / "doubles.mat", compression)
        .add_doubles("F", 4096, 12, columns_of<double>(set))
        .add("y", MAT_C_UINT8, MAT_T_UINT8, {1, 4096}, y);
    expect_same(load_data_file(folder_ / "doubles.mat"), set);
    MatWriter(folder_ / "bytes.mat", compression)
        .add("F", MAT_C_UINT8, MAT_T_UINT8, {4096, 12}, columns_of<std::uint8_t>(set))
        .add("y", MAT_C_UINT8, MAT_T_UINT8, {4096, 1}, y, MAT_F_LOGICAL);
    expect_same(load_data_file(folder_ / "bytes.mat"), set);
  }
}

TEST_F(DataFile, AnNpzFileOfSphere12IsTheBuiltInSet) {
  const Dataset set = sphere12(std::nullopt, 0);
  const Integers y(set.labels.classes.begin(), set.labels.classes.end());
  expect_same(load_npz({{"x", {{4096, 12}, set.x}}, {"y", {{4096}, y}}}), set);
  const Doubles x(set.x.begin(), set.x.end());
  expect_same(load_npz({{"y", {{4096, 1}, y}}, {"x", {{4096, 12}, x}}}), set);
}

TEST_F(DataFile, IsNamedAfterTheFile) {
  EXPECT_EQ(load_npz({{"x", {{2, 1}, Floats{1, 2}}}, {"y", {{2}, Integers{0, 1}}}}).name, "data");
}

TEST_F(DataFile, DistinctLabelsInIncreasingOrderAreTheClasses) {
  const Dataset set = load_npz(
      {{"x", {{5, 1}, Floats{1, 2, 3, 4, 5}}}, {"y", {{1, 5}, Doubles{7, -1, 7, 100, -1}}}});
  EXPECT_EQ(set.labels.n_classes, 3U);
  EXPECT_THAT(set.labels.classes, ElementsAre(1, 0, 1, 2, 0));
  EXPECT_FALSE(set.labels.soft());
}

TEST_F(DataFile, SaysWhichVariableIsMissing) {
  EXPECT_TRUE(npz_fails({{"X", {{2, 1}, Floats{1, 2}}}, {"y", {{2}, Integers{0, 1}}}},
                        "data.npz: expected an array x, found only X, y"));
  MatWriter(folder_ / "data.mat").add_doubles("F", 1, 1, {1});
  EXPECT_TRUE(throws_with<DataError>([&] { load_data_file(folder_ / "data.mat"); },
                                     "data.mat: expected a variable y, found only F"));
}

TEST_F(DataFile, OtherArraysOfAnArchiveAreNotLookedAt) {
  const std::string bytes = format_npz({{"other", {{1, 4}, Floats{1, 2, 3, 4}}},
                                        {"x", {{2, 1}, Floats{1, 2}}},
                                        {"y", {{2}, Integers{0, 1}}}});
  write_file(folder_ / "data.npz", bytes);
  EXPECT_EQ(load_data_file(folder_ / "data.npz").size(), 2U);
}

TEST_F(DataFile, SaysWhichInputIsNotFinite) {
  const NpyArray y{{2}, Integers{0, 1}};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(
      npz_fails({{"x", {{2, 2}, Doubles{1, 2, 3, nan}}}, {"y", y}},
                "data.npz: x: row 2, column 2: expected a finite 32-bit number, found nan"));
  EXPECT_TRUE(npz_fails({{"x", {{2, 2}, Doubles{1, -infinity, 3, 4}}}, {"y", y}},
                        "row 1, column 2: expected a finite 32-bit number, found -inf"));
  EXPECT_TRUE(npz_fails({{"x", {{2, 1}, Doubles{1, 1e300}}}, {"y", y}}, "row 2, column 1"));
}

TEST_F(DataFile, SaysWhatIsWrongWithTheLabels) {
  const NpyArray x{{2, 1}, Floats{1, 2}};
  const auto fails = [&](const NpyArray& y, const std::string& part) {
    return npz_fails({{"x", x}, {"y", y}}, part);
  };
  EXPECT_TRUE(
      fails({{3}, Integers{0, 1, 0}}, "data.npz: y: expected 2 labels, one a row, found 3 x 1"));
  EXPECT_TRUE(fails({{2, 2}, Integers{0, 1, 0, 1}}, "expected 2 labels, one a row, found 2 x 2"));
  EXPECT_TRUE(
      fails({{2}, Doubles{0, 0.5}}, "y: row 2: expected a whole number as label, found 0.5"));
  EXPECT_TRUE(fails({{2}, Doubles{std::numeric_limits<double>::quiet_NaN(), 0}}, "found nan"));
  EXPECT_TRUE(fails({{2}, Integers{0, std::int64_t{1} << 53}}, "row 2: expected a whole number"));
  EXPECT_TRUE(fails({{2}, Integers{4, 4}}, "y: expected at least two classes, found only 4"));
}

TEST_F(DataFile, RefusesNoRowsAndNoColumns) {
  EXPECT_TRUE(npz_fails({{"x", {{0, 3}, Floats{}}}, {"y", {{0}, Integers{}}}},
                        "data.npz: x: expected at least one row and one column, found 0 x 3"));
  EXPECT_TRUE(
      npz_fails({{"x", {{3, 0}, Floats{}}}, {"y", {{3}, Integers{0, 1, 0}}}}, "found 3 x 0"));
}

TEST_F(DataFile, RefusesInputsThatAreNoMatrix) {
  EXPECT_TRUE(npz_fails({{"x", {{2}, Floats{1, 2}}}, {"y", {{2}, Integers{0, 1}}}},
                        "data.npz: x: expected at least 2 dimensions, found 1"));
}

TEST_F(DataFile, RefusesOtherExtensionsAndTakesThemInCapitals) {
  write_file(folder_ / "data.csv", "1,2\n");
  EXPECT_TRUE(throws_with<InvalidArgument>([&] { load_data_file(folder_ / "data.csv"); },
                                           "the extension is '.csv', but must be .mat or .npz"));
  MatWriter(folder_ / "DATA.MAT").add_doubles("F", 2, 1, {1, 2}).add_doubles("y", 1, 2, {0, 1});
  EXPECT_EQ(load_data_file(folder_ / "DATA.MAT").size(), 2U);
}

TEST_F(DataFile, SaysWhichFileCannotBeReadOrIsDamaged) {
  for (const char* name : {"none.mat", "none.npz"}) {
    EXPECT_TRUE(throws_with<DataError>([&] { load_data_file(folder_ / name); },
                                       std::string(name) + ": cannot be read: No such file"));
  }
  for (const char* name : {"damaged.mat", "damaged.npz"}) {
    write_file(folder_ / name, "neither one nor the other");
    EXPECT_TRUE(throws_with<DataError>([&] { load_data_file(folder_ / name); },
                                       std::string(name) + ": expected a"));
  }
}

}  // namespace
}  // namespace infoplane
