#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "infoplane/report/audit_report.h"
#include "tests/report/example_audit.h"

namespace infoplane {
namespace {

using nlohmann::json;

TEST(AuditJson, HasEveryEstimateAndWhatFollowsFromThem) {
  const json document = json::parse(audit_json(example_audit(), InformationUnit::kNats));
  EXPECT_EQ(document["units"], "nats");
  EXPECT_EQ(document["seeds"], 3);
  EXPECT_EQ(document["estimators"], json({"good", "bad<&"}));
  ASSERT_EQ(document["questions"].size(), 3U);
  EXPECT_EQ(document["questions"][2]["quantity"], "I(T;Y)");
  EXPECT_EQ(document["questions"][2]["truth_std_error"], 0.001);
  EXPECT_EQ(document["estimates"].size(), 2U * 3 * (1 + 1 + 2));
  EXPECT_EQ(document["summary"].size(), 2U * (1 + 1 + 2));
  const json& first = document["estimates"][0];
  EXPECT_EQ(first["estimator"], "good");
  EXPECT_EQ(first["task"], "1v1-normal-0.75");
  EXPECT_EQ(first["n"], 100);
  EXPECT_EQ(first["value"], 0.51);
  EXPECT_NEAR(first["ci95"][1].get<double>(), 0.53, 1e-12);
  EXPECT_EQ(first["flags"], json({"ties"}));
  EXPECT_TRUE(first["refused"].is_null());
}

TEST(AuditJson, IsNullWhereThereIsNothing) {
  const json document = json::parse(audit_json(example_audit(), InformationUnit::kBits));
  for (const json& one : document["summary"]) {
    if (one["estimator"] != "bad<&" || one["task"] == "1v1-normal-0.75") continue;
    EXPECT_EQ(one["answered"], 0);
    EXPECT_EQ(one["asked"], 3);
    EXPECT_TRUE(one["bias"].is_null());
    EXPECT_TRUE(one["seconds"].is_null());
    EXPECT_EQ(one["refused"], "bad<&: adds no \"noise\"");
  }
}

TEST(AuditJson, BitsAreNatsOverLnTwo) {
  const json nats = json::parse(audit_json(example_audit(), InformationUnit::kNats));
  const json bits = json::parse(audit_json(example_audit(), InformationUnit::kBits));
  const auto ratio = [&](const char* list, const char* field) {
    return nats[list][0][field].get<double>() / bits[list][0][field].get<double>();
  };
  EXPECT_NEAR(ratio("questions", "truth"), std::log(2), 1e-12);
  EXPECT_NEAR(ratio("estimates", "std_error"), std::log(2), 1e-12);
  EXPECT_NEAR(ratio("summary", "spread"), std::log(2), 1e-12);
  EXPECT_NEAR(ratio("averages", "mean_absolute_error"), std::log(2), 1e-12);
  EXPECT_EQ(ratio("summary", "seconds"), 1);
}

}  // namespace
}  // namespace infoplane
