#pragma once

#include <filesystem>

#include "infoplane/data/dataset.h"

namespace infoplane {

/// A data set from a user's file, by its extension:
///   .mat  MATLAB version 5: `F` (rows are patterns) and `y` (one label a row, in a row or a
///   column) .npz  NumPy: `x` (N, d) and `y` (N), (N, 1) or (1, N) IDX   a file of images with that
///   of its labels, or a folder of them: data/idx_file.h
/// The data set is called after the file, without folder and extension. Inputs are narrowed to
/// float. Labels are whole numbers; the distinct ones, in increasing order, become classes 0, 1,
/// ... Throws DataError with path, variable, expected and found: unreadable or damaged, variable
/// missing, row counts differ, empty, NaN or infinity (row and column named, from 1), labels that
/// are not whole numbers, only one class; and InvalidArgument for another extension.
Dataset load_data_file(const std::filesystem::path& path);

}  // namespace infoplane
