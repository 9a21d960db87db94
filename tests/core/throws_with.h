#pragma once

#include <gmock/gmock.h>

#include <string>
#include <typeinfo>

namespace infoplane {

/// Whether calling `call` throws exactly an E whose one-line message holds `part`.
template <class E, class Call>
testing::AssertionResult throws_with(const Call& call, const std::string& part) {
  try {
    call();
  } catch (const E& error) {
    const std::string message = error.what();
    if (typeid(error) != typeid(E)) return testing::AssertionFailure() << "a derived error";
    if (message.find('\n') != std::string::npos) {
      return testing::AssertionFailure() << "more than one line: " << message;
    }
    if (message.find(part) == std::string::npos) {
      return testing::AssertionFailure() << "'" << message << "' does not hold '" << part << "'";
    }
    return testing::AssertionSuccess();
  } catch (const std::exception& error) {
    return testing::AssertionFailure() << "another error: " << error.what();
  }
  return testing::AssertionFailure() << "no error";
}

}  // namespace infoplane
