#include "infoplane/weights/law_spec.h"

#include <gtest/gtest.h>

#include <string>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

TEST(LawSpec, IsSpelledInOneWayThatIsReadBack) {
  struct Case {
    const char* written;
    const char* canonical;
  };
  for (const Case& law : {
           Case{"inits", "inits"},
           Case{"inits:aligned", "inits:aligned"},
           Case{"sgd", "sgd"},
           Case{"sgd:aligned", "sgd:aligned"},
           Case{"window", "window:500,vectors=50,replica=0"},
           Case{"window:100,replica=3", "window:100,vectors=50,replica=3"},
           Case{"window:1000-2000,vectors=20", "window:1000-2000,vectors=20,replica=0"},
           Case{"window:steps=1000-2000", "window:1000-2000,vectors=50,replica=0"},
           Case{"sgld", "sgld:temperature=1,rate=0.01,steps=5000,vectors=50,replica=0"},
           Case{"sgld:temperature=1e-3,rate=.1,steps=200",
                "sgld:temperature=0.001,rate=0.1,steps=200,vectors=50,replica=0"},
           Case{"gaussian:0.1", "gaussian:sd=0.1,vectors=50,replica=0"},
           Case{"gaussian:laplace",
                "gaussian:laplace,temperature=1,precision=1,vectors=50,replica=0"},
           Case{"gaussian:laplace-diagonal,precision=2,temperature=.5",
                "gaussian:laplace-diagonal,temperature=0.5,precision=2,vectors=50,replica=0"},
           Case{"gaussian:laplace-kronecker,vectors=7",
                "gaussian:laplace-kronecker,temperature=1,precision=1,vectors=7,replica=0"},
           Case{"gaussian:laplace-hessian,precision=900",
                "gaussian:laplace-hessian,temperature=1,precision=900,vectors=50,replica=0"},
           Case{"gaussian:swag", "gaussian:swag,steps=500,vectors=50,replica=0"},
       }) {
    const LawSpec read = parse_law(law.written);
    EXPECT_EQ(format_law(read), law.canonical);
    EXPECT_EQ(parse_law(law.canonical), read) << law.canonical;
  }
}

TEST(LawSpec, SaysWhatIsWrong) {
  struct Case {
    const char* written;
    const char* part;
  };
  for (const Case& law : {
           Case{"init", "did you mean 'inits'?"},
           Case{"inits:", "nothing follows"},
           Case{"inits:align", "did you mean 'aligned'?"},
           Case{"window:10", "10 steps has no 50 vectors"},
           Case{"window:20-10",
                "last of the steps is '10', but must be a whole number of at least "
                "20"},
           Case{"window:1-2-3", "FIRST-LAST"},
           Case{"window:0-100", "at least 1"},
           Case{"window:100,vectors=1", "at least 2"},
           Case{"sgld:steps=60", "must have 50 vectors"},
           Case{"sgld:rate=0", "greater than 0"},
           Case{"sgld:replica=-1", "sgld: replica is '-1'"},
           Case{"gaussian", "has no covariance"},
           Case{"gaussian:laplace,swag", "two covariances"},
           Case{"gaussian:swag,temperature=1", "temperature goes with gaussian:laplace"},
           Case{"gaussian:laplace,sd=1", "sd goes with an isotropic covariance"},
       }) {
    EXPECT_TRUE(throws_with<InvalidArgument>([&] { parse_law(law.written); }, law.part))
        << law.written;
  }
}

TEST(KnownLaws, CanBeReadByTheirNames) {
  for (const LawInfo& law : known_laws()) {
    EXPECT_NO_THROW(parse_law(law.name == "gaussian" ? "gaussian:0.1" : law.name)) << law.name;
    EXPECT_TRUE(law.usage.starts_with(law.name)) << law.usage;
  }
}

}  // namespace
}  // namespace infoplane
