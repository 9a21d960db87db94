#include "infoplane/core/labels.h"

#include <gmock/gmock.h>

namespace infoplane {
namespace {

using testing::ElementsAre;

TEST(Labels, SelectsRowsOfHardLabelsInTheGivenOrder) {
  const Labels labels{3, {2, 0, 1}, {}};
  const Labels selected = select_rows(labels, {2, 0, 0});
  EXPECT_EQ(selected.n_classes, 3U);
  EXPECT_THAT(selected.classes, ElementsAre(1, 2, 2));
  EXPECT_FALSE(selected.soft());
}

TEST(Labels, SelectsRowsOfSoftLabelsWithTheirProbabilities) {
  const Labels labels{2, {0, 1}, {0.75, 0.25, 0.125, 0.875}};
  const Labels selected = select_rows(labels, {1, 0});
  EXPECT_THAT(selected.classes, ElementsAre(1, 0));
  EXPECT_THAT(selected.probabilities, ElementsAre(0.125, 0.875, 0.75, 0.25));
  EXPECT_TRUE(selected.soft());
}

TEST(Labels, SelectingNothingKeepsTheClasses) {
  const Labels selected = select_rows({2, {0, 1}, {}}, {});
  EXPECT_EQ(selected.size(), 0U);
  EXPECT_EQ(selected.n_classes, 2U);
}

}  // namespace
}  // namespace infoplane
