#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "infoplane/core/units.h"
#include "infoplane/weights/line_mixture.h"
#include "infoplane/weights/wide_ensemble.h"

namespace infoplane {

/// An information and the bounds of what it stands for.
struct BoundedInformation {
  /// Where X is one of the given inputs, each as likely as the others: no estimate. Empty where
  /// that makes no sense.
  std::optional<Nats> value;
  /// Of the population that the inputs are drawn from: in the mean over such draws below and above
  /// the truth. Not clipped: the lower may be below 0, the upper far above any entropy.
  Nats lower;
  Nats upper;
};

/// I(X;Z) of one output Z of an ensemble, p(z|x) = N(mean(x), variance(x)): value and lower bound
/// are the information in which of the K inputs it was, (X11), at most ln K, the upper bound is the
/// leave-one-out one, (X12). Source: Poole et al. 2019, arXiv 1905.06922, Eqs. 12 and 13.
BoundedInformation input_information(const LineInformation& information);

/// I(Z;Y) = I(X;Z) - I(X;Z|Y) of a class Y, from the inputs' labels:
///   value = I(X;Z) - sum_c n_c/K I(X;Z|Y=c),   within the test set exact and at most I(X;Z);
///   the bounds cross: lower of I(X;Z) minus upper of I(X;Z|Y), and the reverse. (X13)
/// labels: of each law. Throws InvalidArgument: other numbers of labels than laws, a class with one
/// input (it has no leave-one-out bound), and as line_information() does. Cost: as that of two
/// line_information().
BoundedInformation label_information(const GaussianLaws& laws,
                                     std::span<const std::uint32_t> labels);

/// The bounds of I(Z;Y) of any Y that other inputs can be drawn from given y: groups[g] are laws of
/// Z at draws of x from p(x|y_g), y_g draws of Y, each as likely as the others. (X13)
/// Throws InvalidArgument without groups, and as line_information() does. Without a value.
BoundedInformation grouped_information(const LineInformation& all,
                                       std::span<const GaussianLaws> groups);

/// A real Y, normal given x.
struct GaussianTarget {
  /// Of y given each input.
  Eigen::VectorXd mean;
  double variance = 1;
};

/// I(Z;Y) where X is one of the given inputs and Z and Y are independent given X:
///   p(z,y) = 1/K sum_i p(z|x_i) p(y|x_i), by quadrature over both (X14)
/// To 1e-7 nat. information: of the same laws, which has the cells.
/// Throws InvalidArgument: other numbers of target means than laws, a variance that is not positive
/// and finite, a mean that is not finite. Cost: O(K) for each node of z and y; K = 500 with
/// standard deviations within a factor of 3 some .1 s.
Nats target_information(const GaussianLaws& laws, const LineInformation& information,
                        const GaussianTarget& target);

/// y from z: N(intercept + slope z, variance).
struct LinearDecoder {
  double intercept = 0;
  double slope = 0;
  double variance = 1;
};

/// The decoder that is best where each law is given its y: least squares over z and y.
/// Throws InvalidArgument: other numbers of targets than laws, none, a variance of 0.
LinearDecoder fit_decoder(const GaussianLaws& laws, const Eigen::VectorXd& y);

/// A lower bound of I(Z;Y) for Y ~ N(0, 1) (in the mean over draws of the inputs, from others than
/// the decoder was fitted to), which does not suffer from narrow laws as those above do:
///   E ln q(y|z) / p(y),   q the decoder, averaged over p(z|x_i) and p(y|x_i) (X15)
/// Source: Barber & Agakov 2003. Throws InvalidArgument as target_information() does. Cost: O(K).
Nats decoder_information(const GaussianLaws& laws, const GaussianTarget& target,
                         const LinearDecoder& decoder);

/// I(Z;D|X), what the output at an input says of which training set was learned: of S data sets the
/// laws at the same inputs. For each input the information in which of the S it was (at most ln S)
/// and the leave-one-out bound, averaged over inputs. (X16)
struct DataInformation {
  /// One a data set, mean over the inputs of KL(p(z|x,D) || the mixture): their mean is the value
  /// within the S data sets, and a lower bound for the population of data sets.
  std::vector<double> own_nats;
  /// The same with the other data sets' mixture: their mean is an upper bound.
  std::vector<double> others_nats;
};
/// laws[s]: of data set s at all inputs. Throws InvalidArgument: fewer than two data sets, none or
/// different numbers of inputs, and as line_information() does. Cost: O(inputs S) a node.
DataInformation data_information(std::span<const GaussianLaws> laws);

/// An upper bound of I(Z;D|X) from one data set, whose mean over data sets is meant: the mean over
/// the inputs of KL( N(mean, variance) || N(0, initial variance) ), as the initial law is one that
/// depends on no data. (X16) Throws InvalidArgument if the numbers of laws differ or are 0 or a
/// variance is not positive.
Nats data_information_bound(const GaussianLaws& laws, const Eigen::VectorXd& initial_variances);

/// KL of the weights' law at time tau of gradient flow to N(0, I) for the linear model f = phi(x) w
/// with phi(x).phi(x') = Theta(x,x') and w ~ N(0, I) at the beginning:
///   1/2 sum_i (exp(-2 tau l_i) - 1 + 2 tau l_i) + 1/2 Y' Theta^-1 (I - exp(-tau Theta))^2 Y (X17)
/// Its mean over data sets is an upper bound of I(Theta;D), the information in the weights. 0 at
/// tau = 0, growing without bound in tau: the law of the weights becomes singular. Source:
/// Shwartz-Ziv & Alemi 2019, arXiv 1911.09189. Returns nats. Throws InvalidArgument if tau is
/// negative or not finite. Cost: O(N).
Nats weight_information_bound(const WideEnsemble& ensemble, double tau);

/// Whether the bound is of the network itself, not only of the linear model that has its tangent
/// kernel: there is no hidden layer, and biases begin with the law that their training takes them
/// to have.
bool is_linear_in_normal_weights(const WideNetwork& network);

}  // namespace infoplane
