#include "infoplane/data/idx_file.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "infoplane/core/errors.h"
#include "infoplane/core/file.h"
#include "infoplane/data/files.h"
#include "tests/core/temporary_folder.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

using testing::ElementsAre;

std::string big_endian(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift)));
  }
  return out;
}

// an IDX file of the type, the lengths and the bytes
std::string idx(char type, const std::vector<std::uint32_t>& lengths, const std::string& content) {
  std::string out{'\0', '\0', type, static_cast<char>(lengths.size())};
  for (const std::uint32_t length : lengths) out += big_endian(length);
  return out + content;
}

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string input = bytes;
  std::string out(bytes.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

const std::string two_images = idx(8, {2, 1, 2}, std::string("\x00\x33\xff\x66", 4));
const std::string two_labels = idx(8, {2}, "\x07\x03");

class IdxFile : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) {
    write_file(folder_ / name, bytes);
  }
  testing::AssertionResult fails(const std::string& name, const std::string& part) {
    return throws_with<DataError>([&] { load_data_file(folder_ / name); }, part);
  }
  TemporaryFolder folder_;
};

TEST_F(IdxFile, ImagesFindTheirLabelsAndLieBetweenZeroAndOne) {
  write("some-images-idx3-ubyte", two_images);
  write("some-labels-idx1-ubyte", two_labels);
  const Dataset set = load_data_file(folder_ / "some-images-idx3-ubyte");
  EXPECT_EQ(set.n_inputs, 2U);
  EXPECT_THAT(set.x, ElementsAre(0.0F, 0.2F, 1.0F, 0.4F));
  EXPECT_THAT(set.labels.classes, ElementsAre(1U, 0U));
  EXPECT_EQ(set.labels.n_classes, 2U);
}

TEST_F(IdxFile, AFolderIsItsTrainingAndThenItsTestImages) {
  write("train-images-idx3-ubyte.gz", gzip(two_images));
  write("train-labels-idx1-ubyte.gz", gzip(two_labels));
  write("t10k-images-idx3-ubyte", idx(8, {1, 2}, "\xff\xff"));
  write("t10k-labels-idx1-ubyte", idx(8, {1}, "\x03"));
  const Dataset set = load_data_file(folder_.path());
  EXPECT_THAT(set.x, ElementsAre(0.0F, 0.2F, 1.0F, 0.4F, 1.0F, 1.0F));
  EXPECT_THAT(set.labels.classes, ElementsAre(1U, 0U, 0U));
}

TEST_F(IdxFile, NumbersOfEveryTypeAreRead) {
  const std::string names[] = {"images-idx3-a", "labels-idx1-a"};
  write(names[1], idx(0x0C, {2}, big_endian(70000) + big_endian(~0U)));
  const auto values = [&](char type, const std::string& content) {
    write(names[0], idx(type, {2, 1}, content));
    const Dataset set = load_data_file(folder_ / names[0]);
    // -1 comes before 70000
    EXPECT_THAT(set.labels.classes, ElementsAre(1U, 0U));
    return set.x;
  };
  EXPECT_THAT(values(0x09, "\x05\xfe"), ElementsAre(5.0F, -2.0F));
  EXPECT_THAT(values(0x0B, std::string("\x01\x00\xff\xfe", 4)), ElementsAre(256.0F, -2.0F));
  EXPECT_THAT(values(0x0C, big_endian(3) + big_endian(~0U - 1)), ElementsAre(3.0F, -2.0F));
  // 1.5 and -2 as IEEE 754 writes them
  EXPECT_THAT(values(0x0D, big_endian(0x3fc00000) + big_endian(0xc0000000)),
              ElementsAre(1.5F, -2.0F));
  EXPECT_THAT(
      values(0x0E, big_endian(0x3ff80000) + big_endian(0) + big_endian(0xc0000000) + big_endian(0)),
      ElementsAre(1.5F, -2.0F));
}

TEST_F(IdxFile, DamageIsNamed) {
  write("labels-idx1", two_labels);
  const auto fails_with = [&](const std::string& bytes, const std::string& part) {
    write("images-idx3", bytes);
    return fails("images-idx3", part);
  };
  EXPECT_TRUE(fails_with("", "expected an IDX file"));
  EXPECT_TRUE(fails_with("\x89PNG and so on", "expected an IDX file"));
  EXPECT_TRUE(fails_with(idx(7, {2}, "ab"), "a type of the IDX format, found 0x07"));
  EXPECT_TRUE(fails_with(idx(8, {}, ""), "at least one dimension"));
  EXPECT_TRUE(fails_with(idx(8, {0, 5}, ""), "at least one number"));
  EXPECT_TRUE(fails_with(two_images.substr(0, 10), "the sizes of its dimensions"));
  EXPECT_TRUE(fails_with(two_images.substr(0, 19), "damaged or cut off"));
  EXPECT_TRUE(fails_with(two_images + "x", "damaged or cut off"));
  EXPECT_TRUE(fails_with(idx(8, {~0U, ~0U, ~0U, ~0U}, "abc"), "damaged or cut off"));
  EXPECT_TRUE(fails_with(gzip(two_images).substr(0, 20), "damaged"));
  EXPECT_TRUE(fails_with(idx(8, {3, 1}, "abc"), "expected 3 labels, found 2"));
  EXPECT_TRUE(fails_with(idx(0x0D, {2, 1}, big_endian(0x7fc00000) + big_endian(0)),
                         "row 1, column 1: expected a finite 32-bit number"));
}

TEST_F(IdxFile, WhatIsMissingIsNamed) {
  EXPECT_TRUE(fails(".", "train-images-idx3-ubyte"));
  write("images-idx3", two_images);
  EXPECT_TRUE(fails("images-idx3", "labels-idx1"));
  write("pictures-idx3", two_images);
  EXPECT_TRUE(fails("pictures-idx3", "'images' in the name"));
  write("train-images-idx3-ubyte", two_images);
  write("train-labels-idx1-ubyte", two_labels);
  write("t10k-images-idx3-ubyte", idx(8, {2, 3}, "abcdef"));
  write("t10k-labels-idx1-ubyte", two_labels);
  EXPECT_TRUE(fails(".", "images of 2 pixels, as in the other file, found 3"));
}

// 6,000 and 1,000 images of each class; mean and standard deviation of the training set's pixels,
// .2860 and .3530, are what everybody normalises with
TEST(FashionMnist, IsThePublishedSet) {
  const Dataset set = load_dataset({"fashion-mnist", {}, {}}, 0);
  ASSERT_EQ(set.size(), 70000U);
  ASSERT_EQ(set.n_inputs, 784U);
  EXPECT_EQ(set.name, "fashion-mnist");
  std::vector<std::size_t> counts(20);
  for (std::size_t i = 0; i < set.size(); ++i) {
    ++counts[set.labels.classes[i] + (i < 60000 ? 0 : 10)];
  }
  for (std::size_t c = 0; c < 20; ++c) EXPECT_EQ(counts[c], c < 10 ? 6000U : 1000U);
  const std::size_t n = std::size_t{60000} * 784;
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += set.x[i];
    squares += static_cast<double>(set.x[i]) * set.x[i];
  }
  const double mean = sum / static_cast<double>(n);
  EXPECT_NEAR(mean, 0.2860, 5e-5);
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(n) - mean * mean), 0.3530, 5e-5);
}

TEST(FashionMnist, HasNoSoftLabels) {
  EXPECT_TRUE(throws_with<InvalidArgument>(
      [] {
        load_dataset({"fashion-mnist", {}, 1}, 0);
      },
      "its labels are hard"));
}

}  // namespace
}  // namespace infoplane
