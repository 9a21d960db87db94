#include <gmock/gmock.h>

#include <cmath>
#include <vector>

#include "infoplane/core/matrix.h"
#include "infoplane/core/units.h"

namespace infoplane {
namespace {

TEST(Units, ConvertBetweenNatsAndBits) {
  EXPECT_DOUBLE_EQ(Bits(Nats(std::log(4096.0))).value(), 12);
  EXPECT_DOUBLE_EQ(Nats(Bits(1)).value(), std::log(2.0));
  EXPECT_LT(Nats(0.69), Nats(Bits(1)));
}

TEST(Units, AddAndScale) {
  EXPECT_EQ(Nats(3) - Nats(1) + 2 * Nats(0.5), Nats(3));
  EXPECT_EQ(-Nats(1), Nats(-1));
}

TEST(Matrix, BothOrdersGiveTheSameElements) {
  const std::vector<float> rows{1, 2, 3, 4, 5, 6};
  const std::vector<float> columns{1, 4, 2, 5, 3, 6};
  const MatrixView<float> c = row_major(rows.data(), 2, 3);
  const MatrixView<float> fortran = column_major(columns.data(), 2, 3);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(c(i, j), fortran(i, j)) << i << "," << j;
  }
  EXPECT_TRUE(fortran.column_contiguous());
  EXPECT_FALSE(c.column_contiguous());
  EXPECT_THAT(fortran.column(1), testing::ElementsAre(2, 5));
}

TEST(Matrix, ABufferIsSeenInItsPrecision) {
  SampleBuffer buffer{2, 1, std::vector<double>{1, 2}};
  EXPECT_EQ(std::get<MatrixView<double>>(buffer.view())(1, 0), 2);
  buffer.columns = std::vector<float>{3, 4};
  EXPECT_EQ(std::get<MatrixView<float>>(buffer.view())(1, 0), 4);
  EXPECT_EQ(n_rows(buffer.view()), 2U);
  EXPECT_EQ(n_cols(buffer.view()), 1U);
}

}  // namespace
}  // namespace infoplane
