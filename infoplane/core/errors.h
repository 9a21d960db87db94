#pragma once

#include <stdexcept>
#include <string>

namespace infoplane {

/// Base of everything infoplane throws on purpose. The message is one line and says what was wrong,
/// where, what was expected and what was found.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The caller's mistake: a wrong argument, key, option or configuration. Exit code 2.
class InvalidArgument : public Error {
 public:
  using Error::Error;
};

/// A file that cannot be read or holds something else than it should: names the path, the field,
/// what was expected and what was found. Exit code 3.
class DataError : public Error {
 public:
  using Error::Error;
};

/// The work itself failed though the call was right: a training that diverged, a full disk, a run
/// directory in use. Exit code 4.
class WorkError : public Error {
 public:
  using Error::Error;
};

/// The user asked to stop; what was recorded is kept and the same command goes on. Exit code 130.
class Interrupted : public Error {
 public:
  Interrupted() : Error("interrupted") {}
};

}  // namespace infoplane
