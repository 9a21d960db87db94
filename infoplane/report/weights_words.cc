#include "infoplane/report/weights_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "infoplane/core/units.h"
#include "infoplane/report/markup.h"

namespace infoplane {
namespace {

using Laws = std::vector<const LawResult*>;

// places that a headline has room for
constexpr std::size_t kMostPlaces = 2;

std::string layers_text(const std::vector<std::size_t>& layers) {
  return fmt::format("{} {}", layers.size() == 1 ? "layer" : "layers", join_numbers(layers));
}

// layers of all laws with that verdict
std::size_t count(const Laws& laws, LawVerdict verdict) {
  std::size_t n = 0;
  for (const LawResult* law : laws) n += layers_with(*law, verdict).size();
  return n;
}

// layers with the laws under which it holds there
struct Place {
  std::string layers;
  std::vector<std::string> laws;
};

// "layers 5 and 6 under inits and sgd, and in layer 6 under window:500", or how many laws there are
std::string where_it_holds(const WeightsReport& report, const Laws& laws) {
  std::vector<Place> places;
  std::size_t n_laws = 0;
  for (const LawResult* law : laws) {
    const auto layers = layers_with(*law, LawVerdict::kHolds);
    if (layers.empty()) continue;
    ++n_laws;
    const std::string text =
        layers.size() == law->phases.size() ? "every layer" : layers_text(layers);
    auto place = std::ranges::find(places, text, &Place::layers);
    if (place == places.end()) place = places.insert(places.end(), {text, {}});
    place->laws.push_back(short_law(report, law->plane.law));
  }
  if (places.size() > kMostPlaces) {
    return fmt::format("some layer under {} of {} laws", n_laws, laws.size());
  }
  std::vector<std::string> words;
  words.reserve(places.size());
  for (const Place& place : places) {
    words.push_back(fmt::format("{} under {}", place.layers, join_words(place.laws)));
  }
  return fmt::format("{}", fmt::join(words, ", and in "));
}

std::string headline(const WeightsReport& report, const Laws& laws) {
  const std::size_t holds = count(laws, LawVerdict::kHolds);
  const std::size_t unresolved = count(laws, LawVerdict::kUnresolved);
  const std::size_t denied = count(laws, LawVerdict::kDoesNotHold);
  const std::string under = laws.size() == 1 ? "under " + short_law(report, laws.front()->plane.law)
                                             : fmt::format("under any of the {} laws", laws.size());
  if (holds == 0 && denied == 0) return "No layer gives a verdict " + under;
  if (holds == 0) {
    return fmt::format("I(X;T) rises and falls as the hypothesis says in no layer {}{}", under,
                       unresolved > 0 ? ", as far as can be told" : "");
  }
  if (unresolved == 0 && denied == 0 && laws.size() > 1) {
    return fmt::format(
        "I(X;T) rises and falls as the hypothesis says in every layer under all {} laws",
        laws.size());
  }
  return "I(X;T) rises and falls as the hypothesis says in " + where_it_holds(report, laws);
}

// a law's verdicts, and what it says of the last layer at the end
std::string sentence(const WeightsReport& report, const LawResult& law) {
  const LawPlane& plane = law.plane;
  const LawInformation& end = plane.points.back().all();
  return fmt::format("{}: {}. Last layer at epoch {}: I(X;T|W) {}, I(X;T) {}, I(T;Y) {} bits.",
                     short_law(report, plane.law), verdicts_text(law), plane.epochs.back(),
                     fixed(Bits(end.i_xt_given_w).value(), 2), fixed(Bits(end.i_xt).value(), 2),
                     fixed(Bits(end.i_ty).value(), 3));
}

// in order of first appearance
std::vector<std::string> distinct(const WeightsReport& report, std::string LawPlane::*which) {
  std::vector<std::string> names;
  for (const LawResult& law : report.laws) {
    const std::string& name = law.plane.*which;
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace

std::vector<std::string> law_estimators(const WeightsReport& report) {
  return distinct(report, &LawPlane::estimator);
}

std::vector<std::string> law_names(const WeightsReport& report) {
  return distinct(report, &LawPlane::law);
}

std::vector<const LawResult*> laws_of(const WeightsReport& report, std::string_view estimator) {
  std::vector<const LawResult*> laws;
  for (const LawResult& law : report.laws) {
    if (law.plane.estimator == estimator) laws.push_back(&law);
  }
  return laws;
}

const PlaneResult* ordinary_plane(const WeightsReport& report, std::string_view estimator) {
  for (const PlaneResult& result : report.ordinary) {
    if (result.plane.estimator == estimator) return &result;
  }
  return nullptr;
}

std::string short_law(const WeightsReport& report, const std::string& law) {
  const std::string name = law.substr(0, law.find(','));
  const bool shared = std::ranges::any_of(report.laws, [&](const LawResult& other) {
    const std::string& text = other.plane.law;
    return text != law && text.substr(0, text.find(',')) == name;
  });
  return shared ? law : name;
}

std::vector<std::size_t> layers_with(const LawResult& law, LawVerdict verdict) {
  std::vector<std::size_t> layers;
  for (std::size_t l = 0; l < law.phases.size(); ++l) {
    if (law.phases[l].verdict == verdict) layers.push_back(l + 1);
  }
  return layers;
}

std::string verdicts_text(const LawResult& law) {
  std::vector<std::string> parts;
  for (const LawVerdict verdict :
       {LawVerdict::kHolds, LawVerdict::kDoesNotHold, LawVerdict::kUnresolved}) {
    const auto layers = layers_with(law, verdict);
    if (layers.empty()) continue;
    const bool all = layers.size() == law.phases.size() && layers.size() > 1;
    const char* whole = verdict == LawVerdict::kDoesNotHold ? "any layer" : "every layer";
    parts.push_back(
        fmt::format("{} in {}", law_verdict_name(verdict), all ? whole : layers_text(layers)));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

Findings describe_laws(const WeightsReport& report, std::string_view estimator) {
  const Laws laws = laws_of(report, estimator);
  if (laws.empty()) return {"No law of the weights has been tried", {}};
  Findings findings{headline(report, laws), {}};
  for (const LawResult* law : laws) findings.sentences.push_back(sentence(report, *law));
  return findings;
}

std::string cells_headline(const WeightsReport& report) {
  for (const LawResult& one : report.laws) {
    for (const LawResult& other : report.laws) {
      if (one.plane.law != other.plane.law) continue;
      if (!std::ranges::equal(one.phases, other.phases, {}, &LawPhases::verdict,
                              &LawPhases::verdict)) {
        return "The verdict depends on the cells";
      }
    }
  }
  return fmt::format("Rise and fall of I(X;T) under {}, by {} kinds of cells",
                     counted(law_names(report).size(), "law"), law_estimators(report).size());
}

}  // namespace infoplane
