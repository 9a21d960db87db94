#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "infoplane/core/work.h"
#include "infoplane/report/experiment_report.h"

namespace infoplane {

/// Whether a text names one of the experiments, with or without keys ("wide:hidden=2").
bool is_weight_experiment(std::string_view text);

/// Runs an experiment about the information in weights that needs no run:
///   linear-regression[:n=12][,d=4][,precision=2][,noise=.5]       docs/methods.md section 19
///   langevin:step=S[,steps=T][,sets=4000] and the keys above      section 19
///   mean-estimation[:n=10][,steps=T][,batch=1][,d=2][,step=.1][,inverse-temperature=5]   20
///   wide[:activation=erf][,hidden=1][,train=100][,test=500][,sets=10][,inputs=30]        24
///   wide-finite[:activation=erf][,hidden=1][,width=1024][,networks=400]                  24
/// Networks that wide-finite trains are kept in experiment_directory()/networks, where the same
/// call goes on after an interruption. The same table for any number of threads. Throws
/// InvalidArgument: an unknown name or key (with the nearest known one), a value that is not
/// allowed; Interrupted.
ExperimentTable run_weight_experiment(std::string_view text, const std::filesystem::path& output,
                                      const Work& work);

/// Where the table and the page of an experiment go: output/weights-NAME-HASH, by its canonical
/// specification.
std::filesystem::path experiment_directory(const std::string& spec,
                                           const std::filesystem::path& output);

/// A line about each.
struct ExperimentInfo {
  std::string usage;
  std::string summary;
};
const std::vector<ExperimentInfo>& known_weight_experiments();

}  // namespace infoplane
