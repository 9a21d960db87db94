#include <gmock/gmock.h>
#include <zip.h>

#include <cstdint>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/core/npy.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using Floats = std::vector<float>;
using Integers = std::vector<std::int64_t>;

NpzArrays example() {
  return {{"weights", {{2, 3}, Floats{0.5F, -1, 2, 3, 4, 5}}}, {"a", {{}, Integers{7}}}};
}

bool equal(const NpzArrays& a, const NpzArrays& b) {
  return std::ranges::equal(a, b, [](const auto& left, const auto& right) {
    return left.first == right.first && left.second.shape == right.second.shape &&
           left.second.values == right.second.values;
  });
}

// an archive of members as they are given, deflated
std::string deflated(const TemporaryFolder& folder,
                     const std::vector<std::pair<std::string, std::string>>& members) {
  const std::string path = (folder / "deflated.zip").string();
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (const auto& [name, content] : members) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const auto index = zip_file_add(archive, name.c_str(), source, 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_DEFLATE, 9);
  }
  EXPECT_EQ(zip_close(archive), 0);
  return read_file(path);
}

std::vector<std::pair<std::string, std::string>> example_members() {
  std::vector<std::pair<std::string, std::string>> members;
  for (const auto& [name, array] : example())
    members.emplace_back(name + ".npy", format_npy(array));
  return members;
}

std::string with_flipped_bit(std::string bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
  return bytes;
}

// whether each archive with one flipped bit is refused or read as if nothing had happened, as where
// the bit belongs to a date
void expect_no_flip_changes(const std::string& bytes) {
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    try {
      EXPECT_TRUE(equal(parse_npz(with_flipped_bit(bytes, bit), "t"), example())) << bit;
    } catch (const DataError&) {
    }
  }
}

TEST(Npz, ReadsBackWhatWasWrittenInOrder) {
  EXPECT_TRUE(equal(parse_npz(format_npz(example()), "t"), example()));
}

TEST(Npz, ReadsDeflatedArchives) {
  const TemporaryFolder folder;
  EXPECT_TRUE(equal(parse_npz(deflated(folder, example_members()), "t"), example()));
}

TEST(Npz, WritesTheSameBytesForTheSameArrays) {
  EXPECT_EQ(format_npz(example()), format_npz(example()));
}

TEST(Npz, StoresMembersAsNpyFilesWithoutCompression) {
  const std::string bytes = format_npz(example());
  for (const auto& [name, content] : example_members()) {
    EXPECT_NE(bytes.find(name), std::string::npos);
    EXPECT_NE(bytes.find(content), std::string::npos);
  }
}

TEST(Npz, EveryFlippedBitOfAMemberIsAnError) {
  const std::string bytes = format_npz(example());
  for (const auto& [name, content] : example_members()) {
    const std::size_t start = bytes.find(content);
    for (std::size_t bit = 8 * start; bit < 8 * (start + content.size()); ++bit) {
      EXPECT_THROW(parse_npz(with_flipped_bit(bytes, bit), "t"), DataError) << name << bit;
    }
  }
}

TEST(Npz, NoFlippedBitChangesWhatIsRead) {
  const TemporaryFolder folder;
  expect_no_flip_changes(format_npz(example()));
  expect_no_flip_changes(deflated(folder, example_members()));
}

TEST(Npz, EveryTruncationIsAnError) {
  const TemporaryFolder folder;
  for (const std::string& bytes : {format_npz(example()), deflated(folder, example_members())}) {
    for (std::size_t n = 0; n < bytes.size(); ++n) {
      EXPECT_THROW(parse_npz(bytes.substr(0, n), "t"), DataError) << n;
    }
  }
}

TEST(Npz, RefusesOtherContentAndNamesIt) {
  const TemporaryFolder folder;
  EXPECT_TRUE(
      throws_with<DataError>([] { parse_npz("no archive at all, but long enough", "a.npz"); },
                             "a.npz: expected an .npz archive"));
  EXPECT_TRUE(throws_with<DataError>(
      [&] {
        parse_npz(deflated(folder, {{"notes.txt", "text"}}), "a.npz");
      },
      "found 'notes.txt'"));
  EXPECT_TRUE(throws_with<DataError>(
      [&] {
        parse_npz(deflated(folder, {{"x.npy", "text"}}), "a.npz");
      },
      "a.npz: x.npy: expected a .npy file"));
}

TEST(Npz, RefusesNoArraysAndTwoOfOneName) {
  EXPECT_TRUE(throws_with<InvalidArgument>([] { format_npz({}); }, "npz: no arrays"));
  const NpyArray array{{1}, Floats{1}};
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [&] {
        format_npz({{"x", array}, {"x", array}});
      },
      "npz: array 'x' cannot be stored"));
}

}  // namespace
}  // namespace infoplane
