#include "infoplane/estimate/local_information.h"

#include <cmath>
#include <numeric>
#include <utility>

namespace infoplane {
namespace {

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double std_error_of_mean(std::span<const double> values, double mean_value) {
  double squares = 0;
  for (const double v : values) squares += (v - mean_value) * (v - mean_value);
  const auto n = static_cast<double>(values.size());
  return kSpreadOfTerms * std::sqrt(squares / (n - 1) / n);
}

}  // namespace

void LocalInformation::shift(double nats_more) {
  nats += nats_more;
  for (double& term : terms) term += nats_more;
}

LocalInformation local_information(std::vector<double> terms) {
  LocalInformation out;
  out.nats = mean(terms);
  out.terms = std::move(terms);
  return out;
}

PairedDifference difference(const LocalInformation& a, const LocalInformation& b) {
  std::vector<double> differences(a.n());
  for (std::size_t i = 0; i < a.n(); ++i) differences[i] = a.terms[i] - b.terms[i];
  const double of_terms = mean(differences);
  return {a.nats - b.nats, std_error_of_mean(differences, of_terms)};
}

double std_error(const LocalInformation& information) {
  return std_error_of_mean(information.terms, mean(information.terms));
}

}  // namespace infoplane
