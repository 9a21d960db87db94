#include "infoplane/estimate/spec.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "infoplane/core/errors.h"
#include "tests/core/throws_with.h"

namespace infoplane {
namespace {

TEST(MakeEstimator, SpellsEverySpecificationInOneWay) {
  const std::vector<std::pair<std::string, std::string>> spellings = {
      {"bins", "bins:30,range=auto"},
      {"bins:30", "bins:30,range=auto"},
      {"bins:bins=30", "bins:30,range=auto"},
      {"bins:range=auto,bins=12", "bins:12,range=auto"},
      {"bins:30,range=-1.0:1", "bins:30,range=-1:1"},
      {"bins:30,range=-1:1,of=activation", "bins:30,range=-1:1"},
      {"bins:30,range=-0:1e0", "bins:30,range=0:1"},
      {"bins:30,of=preactivation,range=-10:10", "bins:30,range=-10:10,of=preactivation"},
      {"bins:width=0.070", "bins:width=0.07"},
      {"bins:width=7e-2,of=preactivation", "bins:width=0.07,of=preactivation"},
      {"bins:mass", "bins:30,mass"},
      {"bins:30,mass=true", "bins:30,mass"},
      {"bins:30,mass=false", "bins:30,range=auto"},
      {"bins:1048576,mass,of=preactivation", "bins:1048576,mass,of=preactivation"},
      {"idnns", "idnns"},
      {"exact", "exact"},
      {"exact:8", "exact:bits=8"},
      {"exact:bits=32", "exact:bits=32"},
      {"kde", "kde:var=0.1"},
      {"kde:1e-3", "kde:var=0.001"},
      {"noisy:0.5", "noisy:sigma=0.5,draws=24"},
      {"noisy:sigma=0.1,draws=2", "noisy:sigma=0.1,draws=2"},
      {"ksg", "ksg:k=3"},
      {"ksg:5", "ksg:k=5"},
      {"ksg:k=3,variant=1", "ksg:k=3,variant=1"},
      {"ksg:variant=2,k=4", "ksg:k=4,variant=2"},
      {"ksg:variant=mixed,error=none", "ksg:k=3,variant=mixed,error=none"},
      {"ksg:error=subsamples", "ksg:k=3"},
      {"rank-ksg:k=7,error=none", "rank-ksg:k=7,error=none"},
      {"ksg:auto", "ksg:k=auto"},
      {"ksg:variant=1,k=auto,error=none", "ksg:k=auto,variant=1,error=none"},
      {"rank-ksg:k=auto,reference=none", "rank-ksg:k=auto"},
      {"rank-ksg:reference=gaussian,k=auto", "rank-ksg:k=auto,reference=gaussian"},
      {"rank-ksg:auto,error=none,reference=gaussian",
       "rank-ksg:k=auto,reference=gaussian,error=none"},
      {"gaussian", "gaussian"},
      {"copula", "copula"},
      {"tcopula", "tcopula"},
      {"cca-ksg", "cca-ksg"},
      {"cca-ksg:r=2", "cca-ksg:r=2"},
      {"cca-ksg:2", "cca-ksg:r=2"},
      {"cca-ksg:radial=on", "cca-ksg"},
      {"cca-ksg:radial=off,r=3", "cca-ksg:r=3,radial=off"},
      {"adaptive", "adaptive:bins=30"},
      {"adaptive:50", "adaptive:bins=50"},
      {"adaptive:kde", "adaptive:kde,var=0.001"},
      {"adaptive:var=0.01,kde", "adaptive:kde,var=0.01"},
      {"edge", "edge"},
      {"edge:0.25", "edge:width=0.25"},
      {"renyi", "renyi:alpha=1.01"},
      {"renyi:2,width=0.5", "renyi:alpha=2,width=0.5"},
  };
  for (const auto& [written, canonical] : spellings) {
    EXPECT_EQ(make_estimator(written)->spec(), canonical) << written;
    EXPECT_EQ(make_estimator(canonical)->spec(), canonical);
  }
}

TEST(MakeEstimator, SaysWhatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"bin:30", "unknown estimator 'bin'; did you mean 'bins'?"},
      {"", "an estimator without a name"},
      {"Exact", "did you mean 'exact'?"},
      {"bins:", "'bins:' ends in a colon, but nothing follows"},
      {"bins:0", "bins: bins is '0', but must be a whole number of at least 1"},
      {"bins:1048577", "bins: bins is 1048577, but must be at most 1048576"},
      {"bins:thirty", "bins: bins is 'thirty'"},
      {"bins:30,rang=0:1", "bins: unknown key 'rang'; did you mean 'range'?"},
      {"bins:30,30", "bins: unknown key '30'"},
      {"bins:30,", "bins: unknown key ''"},
      {"bins:30,bins=30", "bins: 'bins' is given twice"},
      {"bins:mass,mass", "bins: 'mass' is given twice"},
      {"bins:30,range", "bins: 'range' needs a value: range=..."},
      {"bins:30,range=", "bins: 'range' needs a value"},
      {"bins:30,range=1", "bins: range is '1', but must be LOW:HIGH or auto"},
      {"bins:30,range=0:1:2", "must be LOW:HIGH or auto"},
      {"bins:30,range=a:1", "bins: range's low end is 'a', but must be a finite number"},
      {"bins:30,range=1:1", "bins: range is '1:1', but the low end must be below the high end"},
      {"bins:30,range=-1e308:1e308", "within what can be binned"},
      {"bins:30,mass=yes", "bins: mass is 'yes', but must be 'true' or 'false'"},
      {"bins:30,of=activations",
       "bins: of is 'activations', but must be 'preactivation' or 'activation'"},
      {"bins:30,width=0.1", "'width' and 'bins' cannot go together"},
      {"bins:width=0.1,mass", "'width' and 'mass' cannot go together"},
      {"bins:width=0.1,range=auto", "'width' and 'range' cannot go together"},
      {"bins:mass,range=0:1", "'mass' and 'range' cannot go together"},
      {"bins:width=0", "bins: width is '0', but must be greater than 0"},
      {"bins:width=-1", "but must be greater than 0"},
      {"bins:width=x", "bins: width is 'x', but must be a finite number"},
      {"idnns:30", "idnns: takes no keys, but '30' is given"},
      {"exact:bits=0", "exact: bits is '0'"},
      {"exact:bits=33", "exact: bits is 33, but must be at most 32"},
      {"exact:bit=8", "exact: unknown key 'bit'; did you mean 'bits'?"},
      {"kde:var=0", "kde: var is '0', but must be greater than 0"},
      {"kde:var=nan", "kde: var is 'nan', but must be a finite number"},
      {"noisy:sigma=-1", "noisy: sigma is '-1', but must be greater than 0"},
      {"noisy:draws=0", "noisy: draws is '0'"},
      {"ksg:k=0", "ksg: k is '0', but must be a whole number of at least 1"},
      {"ksg:k=2.5", "ksg: k is '2.5', but must be a whole number of at least 1"},
      {"ksg:variant=3", "ksg: variant is '3', but must be 1, 2 or mixed"},
      {"ksg:error=bootstrap", "ksg: error is 'bootstrap', but must be 'none' or 'subsamples'"},
      {"rank-ksg:n=3", "rank-ksg: unknown key 'n'"},
      {"ksg:k=auto,variant=2", "ksg: k is auto, but must be a number for variant=2"},
      {"rank-ksg:k=auto,variant=mixed",
       "rank-ksg: k is auto, but must be a number for variant=mixed"},
      {"ksg:k=auto,reference=gaussian",
       "ksg: reference is gaussian, but that goes with rank-ksg:k=auto alone"},
      {"rank-ksg:k=3,reference=gaussian",
       "rank-ksg: reference is gaussian, but that goes with rank-ksg:k=auto alone"},
      {"rank-ksg:k=auto,reference=normal",
       "rank-ksg: reference is 'normal', but must be 'gaussian' or 'none'"},
      {"gaussian:1", "gaussian: takes no keys, but '1' is given"},
      {"tcopula:nu=3", "tcopula: takes no keys, but 'nu=3' is given"},
      {"cca-ksg:r=0", "cca-ksg: r is '0', but must be a whole number of at least 1"},
      {"cca-ksg:r=4", "cca-ksg: r is 4, but must be at most 3"},
      {"cca-ksg:radial=no", "cca-ksg: radial is 'no', but must be 'off' or 'on'"},
      {"cca-ksg:k=3", "cca-ksg: unknown key 'k'"},
      {"adaptive:30,kde", "adaptive: 'bins' and 'kde' cannot go together"},
      {"adaptive:var=1", "adaptive: 'var' goes with kde"},
      {"edge:width=0", "edge: width is '0', but must be greater than 0"},
      {"renyi:alpha=1", "renyi: alpha is 1"},
      {"renyi:alpha=0", "renyi: alpha is '0', but must be greater than 0"},
  };
  for (const auto& mistake : mistakes) {
    EXPECT_TRUE(
        throws_with<InvalidArgument>([&] { make_estimator(mistake.first); }, mistake.second))
        << mistake.first;
  }
}

TEST(KnownEstimators, CanBeMadeByTheirNames) {
  std::vector<std::string> names;
  for (const EstimatorInfo& info : known_estimators()) {
    names.push_back(info.name);
    EXPECT_NO_THROW(make_estimator(info.name)) << info.name;
    EXPECT_TRUE(info.usage.starts_with(info.name)) << info.usage;
    EXPECT_FALSE(info.summary.empty());
    EXPECT_FALSE(info.source.empty());
  }
  EXPECT_EQ(names, (std::vector<std::string>{"auto", "bins", "idnns", "exact", "kde", "noisy",
                                             "ksg", "rank-ksg", "gaussian", "copula", "tcopula",
                                             "cca-ksg", "adaptive", "edge", "renyi"}));
}

}  // namespace
}  // namespace infoplane
