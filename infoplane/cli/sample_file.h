#pragma once

#include <filesystem>

#include "infoplane/core/labels.h"
#include "infoplane/core/matrix.h"

namespace infoplane {

/// N samples from a user's .npy file.
struct SampleFile {
  /// float32 and float64 as they are, whole numbers and booleans as float64.
  SampleBuffer values;
  /// Whether the file held whole numbers or booleans.
  bool whole_numbers = false;
};

/// Reads samples of shape (N, d), or (N,) for d = 1, in any byte order and order of elements.
/// Throws DataError: unreadable, damaged, another shape, no rows or columns, a value that is NaN or
/// infinite (row and column named, from 0) or beyond what float64 holds exactly.
SampleFile read_samples(const std::filesystem::path& path);

/// Reads labels: whole numbers of shape (N,) or (N, 1), of any values, floats among them if they
/// are whole; or (N, C) of C > 1 columns, probabilities p(y|x) that sum to 1 in each row (one-hot
/// rows become classes). Of rows that
/// are neither, Labels::classes is drawn, always the same. Throws DataError.
Labels read_labels(const std::filesystem::path& path);

/// Whether a side of a pair is a label rather than a number: names, of an integer or boolean dtype.
bool looks_discrete(const SampleFile& file);

/// One column of whole numbers, of whatever dtype, in which more than half of the samples share
/// their value with another.
bool looks_like_names(const SampleFile& file);

}  // namespace infoplane
