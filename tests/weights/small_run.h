#pragma once

#include "infoplane/run/run_directory.h"
#include "infoplane/run/train_run.h"
#include "tests/core/temporary_folder.h"

namespace infoplane {

/// Four small networks of 12 epochs with 4 steps each, recorded at 0, 3, 6, 9 and 12.
inline Config small_run_config() {
  Config config;
  config.name = "small";
  config.replicas = 4;
  config.hidden = "5-3";
  config.train.batch = 1024;
  config.train.learning_rate = 1e-2;
  config.train.epochs = 12;
  config.record_epochs = "every:3";
  return config;
}

/// A trained run in a folder of its own.
struct SmallRun {
  explicit SmallRun(const Config& config = small_run_config())
      : task(make_task(config)), directory(folder.path()) {
    directory.write_config(config);
    train_replicas(task, directory, {});
  }

  TemporaryFolder folder;
  Task task;
  RunDirectory directory;
};

}  // namespace infoplane
