#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "infoplane/core/units.h"

namespace infoplane {

/// What a linear layer T = A x + n says, exactly: x ~ N(0, I/d) has d independent inputs, n ~ N(0,
/// v I) is noise that only the measurement adds. (x, y, T) are jointly Gaussian, so that each
/// information is a difference of log-determinants. docs/methods.md section 17.
///
/// A's (units, d) rows are units; v > 0. Nothing is checked. Cost: O(units^2 (units + d)).

/// Some of the inputs, one after the other.
struct InputRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// I(X_P;T) of the inputs P, the others being noise to T:
///   1/2 ln|v I + A A'/d| - 1/2 ln|v I + A_Q A_Q'/d|,   Q the inputs that are not in P (C3)
/// Returns nats; of all inputs, 1/2 ln|I + A A'/(v d)|.
/// Source: Saxe et al. 2018, sections 3 and 5.
Nats linear_information(const Eigen::MatrixXd& map, InputRange part, double noise);

/// What a linear teacher says of x: y = w.x + e, e ~ N(0, s).
struct LinearTeacher {
  Eigen::VectorXd weights;
  double noise_variance = 0;
};

/// I(T;Y) of the teacher's noisy y:
///   1/2 ln(Var y / Var(y|T)),   Var y = |w|^2/d + s,
///   Var(y|T) = Var y - c' (v I + A A'/d)^-1 c,   c = A w/d (C4)
/// Returns nats. s > 0.
Nats target_information(const Eigen::MatrixXd& map, const LinearTeacher& teacher, double noise);

/// Generalisation error E (y - a.x)^2 of the linear prediction a, over fresh x and e:
///   |w - a|^2/d + s (C5)
double generalisation_error(const Eigen::VectorXd& prediction, const LinearTeacher& teacher);

}  // namespace infoplane
