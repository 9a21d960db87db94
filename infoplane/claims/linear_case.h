#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "infoplane/claims/linear_student.h"
#include "infoplane/claims/verdict.h"
#include "infoplane/core/work.h"
#include "infoplane/plane/plane.h"

namespace infoplane {

/// A deep linear student and how it is looked at; docs/methods.md section 17.
struct LinearCase {
  LinearStudent student;
  /// The inputs that X stands for.
  InputRange part;
  /// Variance of the noise that makes I(X;T) finite.
  double noise = 1;
  /// Whether the student is stopped where its generalisation error is least.
  bool until_best = true;
};

/// Reads `linear-student:hidden=100,rate=R,epochs=E`, with further keys where they are not the
/// default: docs/formats.md, "Claims". Throws InvalidArgument: another name, an unknown or missing
/// key, a value out of bounds.
LinearCase parse_linear_case(std::string_view spec);

/// What becomes of replicas 0 to n - 1.
struct LinearRecord {
  /// I(X;T) and I(T;Y), exact. After it was stopped a student stays as it is.
  Plane plane;
  /// Generalisation error of each replica and epoch, likewise.
  std::vector<std::vector<double>> errors;
};

/// Trains the replicas, in parallel. The same bits for any number of threads. Throws WorkError (a
/// training that diverges), Interrupted.
LinearRecord record_students(const LinearCase& linear, std::size_t n_replicas, const Work& work);

/// A quantity of n replicas of a linear student. Throws as parse_linear_case(), record_students()
/// and measure().
Measurement measure_student(const Quantity& quantity, std::string_view spec, std::size_t n_replicas,
                            const Work& work);

}  // namespace infoplane
