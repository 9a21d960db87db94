#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "infoplane/core/csv.h"
#include "infoplane/core/file.h"
#include "infoplane/core/npy.h"
#include "infoplane/core/text.h"
#include "infoplane/data/dataset.h"
#include "tests/cli/program.h"

// the program itself, as a user calls it
namespace infoplane {
namespace {

// equal but for the seconds in manifest.json
constexpr const char* kCompare = "diff -r -x manifest.json -x .lock -x stdout -x stderr";

class Cli : public Program {
 protected:
  // a run of two small networks; gives its directory
  [[nodiscard]] std::filesystem::path small_run(const std::string& more = "") const {
    const Outcome outcome = call("run quick --quiet " + kSmall + " " + more);
    EXPECT_EQ(outcome.code, 0) << outcome.error;
    return folder_ / split(outcome.output, '\n').front();
  }

  const std::string kSmall = "replicas=2 train.epochs=6 record.epochs=every:2 network.hidden=4-3";
};

TEST_F(Cli, RunPrintsItsDirectoryAndNothingElse) {
  const Outcome outcome = call("run quick --quiet " + kSmall);
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.error, "");
  ASSERT_EQ(split(outcome.output, '\n').size(), 2U);
  const std::filesystem::path directory = folder_ / split(outcome.output, '\n')[0];
  for (const char* file :
       {"config.toml", "manifest.json", "training.csv", "plane.csv", "layers.csv", "shuffled.csv",
        "summary.csv", "phases.csv", "plane.svg", "report.html"}) {
    EXPECT_TRUE(std::filesystem::exists(directory / file)) << file;
  }
}

TEST_F(Cli, PlaneCsvHasTheDocumentedColumnsAndEveryPoint) {
  const CsvTable table = parse_csv(read_file(small_run() / "plane.csv"), "plane.csv");
  const std::string header =
      "replica,epoch,layer,estimator,i_xt_bits,i_xt_std_error_bits,i_xt_lower_bits,i_xt_upper_bits,"
      "i_ty_bits,i_ty_std_error_bits,i_ty_lower_bits,i_ty_upper_bits,cells,flags";
  EXPECT_EQ(table.header, split(header, ','));
  EXPECT_EQ(table.rows.size(), 2U * 4 * 3);
}

TEST_F(Cli, AFileWithTheBuiltInContentGivesTheSameNumbers) {
  const Dataset data = load_dataset({}, 0);
  const std::size_t n = data.size();
  const std::vector<std::int64_t> y(data.labels.classes.begin(), data.labels.classes.end());
  write_file(folder_ / "mine.npz",
             format_npz({{"x", {{n, data.n_inputs}, data.x}}, {"y", {{n}, y}}}));
  const std::filesystem::path built_in = small_run("-o one");
  const std::filesystem::path from_file = small_run("-o two data.file=mine.npz");
  EXPECT_EQ(built_in.filename(), from_file.filename());
  for (const char* file : {"plane.csv", "training.csv", "phases.csv"}) {
    EXPECT_EQ(read_file(built_in / file), read_file(from_file / file)) << file;
  }
}

TEST_F(Cli, EstimatorsAddToARunAndReplicasToo) {
  const std::filesystem::path directory = small_run();
  const Outcome outcome =
      call("plane '" + directory.string() + "' -e exact -e bins:8 --json --quiet");
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  EXPECT_EQ(outcome.output.front(), '[');
  EXPECT_EQ(parse_csv(read_file(directory / "plane.csv"), "").rows.size(), 3U * 2 * 4 * 3);
  EXPECT_EQ(small_run("replicas=3"), directory);
  EXPECT_EQ(parse_csv(read_file(directory / "plane.csv"), "").rows.size(), 3U * 3 * 4 * 3);
  EXPECT_EQ(small_run("replicas=1"), directory);
  EXPECT_EQ(parse_csv(read_file(directory / "plane.csv"), "").rows.size(), 3U * 1 * 4 * 3);
}

TEST_F(Cli, ASweepGivesAComparison) {
  const std::filesystem::path directory = small_run("'train.batch=[256,full]'");
  EXPECT_NE(directory.filename().string().find("quick-comparison-"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(directory / "report.html"));
  EXPECT_EQ(split(read_file(directory / "runs.txt"), '\n').size(), 3U);
  EXPECT_EQ(parse_csv(read_file(directory / "phases.csv"), "").rows.size(), 2U * 3);
}

TEST_F(Cli, RunsSideBySideAreCalledByWhatDiffers) {
  const std::string one = small_run("-o one").string();
  const std::string two = small_run("-o two network.activation=relu train.l2=0.1").string();
  const Outcome outcome = call("report --quiet " + one + " " + two);
  EXPECT_EQ(outcome.code, 0) << outcome.error;
  const std::string runs = read_file(folder_ / split(outcome.output, '\n').front() / "runs.txt");
  EXPECT_NE(runs.find("network.activation=tanh"), std::string::npos) << runs;
  EXPECT_NE(runs.find("network.activation=relu train.l2=0.1"), std::string::npos) << runs;
  EXPECT_EQ(runs.find("train.batch"), std::string::npos) << runs;
}

TEST_F(Cli, WrongCallsSayWhatAndExitWithTwo) {
  expect_failure("rnu", 2, "did you mean 'run'?");
  expect_failure("run", 2, "experiment");
  expect_failure("run tishby", 2, "tishby2017");
  expect_failure("run quick train.lerning_rate=1", 2, "did you mean 'train.learning_rate'?");
  expect_failure("run quick network.hidden=10-0-3", 2, "network.hidden");
  expect_failure("run quick train.learning_rate=fast", 2, "train.learning_rate");
  expect_failure("run quick estimate.specs=[binz:30]", 2, "did you mean 'bins'?");
  expect_failure("run quick --frobnicate", 2, "--frobnicate");
}

TEST_F(Cli, UnreadableDataExitWithThree) {
  expect_failure("run quick data.file=none.npz", 3, "none.npz");
  expect_failure("plane nowhere -e bins:30", 3, "nowhere");
  write_file(folder_ / "bad.npz", "not an archive");
  expect_failure("run quick data.file=bad.npz", 3, "bad.npz");
}

TEST_F(Cli, ADamagedCheckpointIsNamedAndTheRestIsKept) {
  const std::filesystem::path directory = small_run();
  const std::filesystem::path file = directory / "checkpoints/0001/00000004.npz";
  const std::string bytes = read_file(file);
  write_file(file, bytes.substr(0, bytes.size() / 2));
  std::filesystem::remove_all(directory / "estimates");
  expect_failure("run quick --quiet " + kSmall, 3, "0001/00000004.npz");
  // as the message advises
  std::filesystem::remove_all(directory / "checkpoints/0001");
  EXPECT_EQ(small_run(), directory);
  EXPECT_EQ(read_file(file), bytes);
}

TEST_F(Cli, ADivergedReplicaIsNamedAndTheOthersAreReported) {
  const std::filesystem::path directory = small_run("replicas=3");
  // as if the second one had gone wrong
  std::filesystem::remove_all(directory / "checkpoints/0001");
  std::filesystem::create_directories(directory / "checkpoints/0001");
  write_file(directory / "checkpoints/0001/diverged.txt", "5\n");
  const Outcome outcome = call("run quick --quiet " + kSmall + " replicas=3");
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(folder_ / split(outcome.output, '\n').front(), directory);
  EXPECT_NE(outcome.error.find("replica 1 diverged at epoch 5"), std::string::npos);
  const CsvTable table = parse_csv(read_file(directory / "training.csv"), "");
  ASSERT_EQ(table.rows.size(), 2U * 4);
  EXPECT_EQ(table.rows.front().front(), "0");
  EXPECT_EQ(table.rows.back().front(), "2");
  EXPECT_NE(read_file(directory / "report.html").find("replica 1 at epoch 5"), std::string::npos);
}

TEST_F(Cli, ALossThatIsNotFiniteIsADivergenceToo) {
  // one full-batch step leaves parameters that are finite, but not what they compute
  const Outcome outcome = call(
      "run quick --quiet replicas=2 train.epochs=1 'record.epochs=[0,1]' train.batch=full "
      "network.hidden=5-4-3 network.activation=relu network.loss=squared-error "
      "train.optimizer=sgd train.learning_rate=1e15");
  EXPECT_EQ(outcome.code, 4);
  EXPECT_NE(outcome.error.find("diverged at epoch 1"), std::string::npos) << outcome.error;
}

TEST_F(Cli, AllDivergedReplicasAreNamedWithTheirEpochs) {
  const Outcome outcome =
      call("run quick --quiet " + kSmall +
           " train.optimizer=sgd train.learning_rate=1e38 network.loss=squared-error "
           "network.activation=relu");
  EXPECT_EQ(outcome.code, 4);
  EXPECT_NE(outcome.error.find("replica 0 diverged at epoch 1"), std::string::npos);
  EXPECT_NE(outcome.error.find("replica 1 diverged"), std::string::npos);
  const std::filesystem::path directory = folder_ / split(outcome.output, '\n').front();
  EXPECT_TRUE(std::filesystem::exists(directory / "report.html"));
}

TEST_F(Cli, AFullDiskIsOneLineAndNothingIsLost) {
  // no file may grow beyond 4 or 8 kB, by the shell's size of a block: plane.svg does not fit
  const std::string small = std::string(INFOPLANE_PROGRAM) + " run quick --quiet " + kSmall;
  const Outcome outcome = shell("ulimit -f 8; " + small);
  EXPECT_EQ(outcome.code, 4);
  EXPECT_EQ(split(outcome.error, '\n').size(), 2U) << outcome.error;
  EXPECT_NE(outcome.error.find("File too large"), std::string::npos) << outcome.error;
  EXPECT_TRUE(std::filesystem::exists(small_run() / "report.html"));
}

TEST_F(Cli, TwoProgramsDoNotWorkInOneRunDirectory) {
  const std::filesystem::path directory = small_run();
  const DirectoryLock lock(directory);
  expect_failure("run quick --quiet " + kSmall, 4, directory.filename().string());
}

TEST_F(Cli, ARunOfAnotherTargetIsNotTrainedOnUnlessAsked) {
  const std::filesystem::path directory = small_run();
  std::string manifest = read_file(directory / "manifest.json");
  const std::string key = "\"simd_target\": \"";
  manifest.insert(manifest.find(key) + key.size(), "OTHER-");
  write_file(directory / "manifest.json", manifest);
  // nothing is left to train
  EXPECT_EQ(call("run quick --quiet " + kSmall).code, 0);
  expect_failure("run quick --quiet " + kSmall + " replicas=3", 2, "--any-target");
  EXPECT_EQ(call("run quick --quiet --any-target " + kSmall + " replicas=3").code, 0);
  EXPECT_NE(read_file(directory / "manifest.json").find("OTHER-"), std::string::npos);
  EXPECT_NE(read_file(directory / "manifest.json").find(" and "), std::string::npos);
}

TEST_F(Cli, ListsWhatThereIs) {
  EXPECT_NE(call("presets").output.find("tishby2017"), std::string::npos);
  EXPECT_NE(call("presets show quick").output.find("replicas = 3"), std::string::npos);
  EXPECT_NE(call("datasets").output.find("sphere12"), std::string::npos);
  EXPECT_NE(call("estimators").output.find("idnns"), std::string::npos);
  EXPECT_NE(call("run --help").output.find("train.learning_rate"), std::string::npos);
  EXPECT_NE(call("--version").output.find("infoplane "), std::string::npos);
  EXPECT_EQ(call("").code, 0);
}

TEST_F(Cli, KilledAtAnyMomentTheSameCommandGivesTheSameFiles) {
  const std::string work = " run quick --quiet replicas=2 train.epochs=60 record.epochs=every:1";
  const Outcome outcome =
      shell("program=" + std::string(INFOPLANE_PROGRAM) + "; work='" + work +
            "'\n"
            "$program $work -o whole\n"
            "kills=0\n"
            "for pause in 0.01 0.02 0.03 0.04 0.05 0.06 0.07 0.08 0.05 0.05 0.05; do\n"
            "  $program $work -o killed & pid=$!\n"
            "  sleep $pause\n"
            "  kill -9 $pid 2>/dev/null\n"
            "  wait $pid; [ $? -ne 137 ] || kills=$((kills + 1))\n"
            "done\n"
            "$program $work -o killed\n"
            "echo $kills >kills\n" +
            kCompare + " whole killed");
  EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.error;
  EXPECT_GE(std::stoi(read_file(folder_ / "kills")), 3);
}

TEST_F(Cli, InterruptedItExitsWith130AndGoesOn) {
  const Outcome outcome =
      shell("program=" + std::string(INFOPLANE_PROGRAM) +
            "\n"
            "work='run quick --quiet replicas=2 train.epochs=2000'\n"
            "$program $work -o cut & pid=$!\n"
            // before it listens, a signal to a shell's background process is lost
            "for i in $(seq 500); do\n"
            "  if ls cut/*/checkpoints/* >list 2>&1; then break; fi; sleep 0.01\n"
            "done\n"
            "kill -INT $pid; wait $pid; echo $? >code\n"
            "$program $work -o cut && $program $work -o whole && " +
            kCompare + " cut whole");
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_EQ(read_file(folder_ / "code"), "130\n");
  EXPECT_NE(outcome.error.find("goes on"), std::string::npos);
}

TEST_F(Cli, AKillLosesNoEstimatorThatWasAddedBefore) {
  const std::filesystem::path directory = small_run();
  EXPECT_EQ(call("plane " + directory.string() + " -e exact --quiet").code, 0);
  const Outcome outcome = shell(std::string(INFOPLANE_PROGRAM) + " run quick --quiet " + kSmall +
                                " replicas=400 & pid=$!; sleep 0.15; kill -9 $pid; wait $pid");
  EXPECT_EQ(outcome.code, 137);
  EXPECT_EQ(small_run(), directory);
  EXPECT_EQ(parse_csv(read_file(directory / "plane.csv"), "").rows.size(), 2U * 2 * 4 * 3);
}

TEST_F(Cli, AnEstimatorThatDoesNotSuitANewRunDoesNotStay) {
  const std::string run = "run quick --quiet replicas=1 network.noise=0.1 record.draws=2 " +
                          std::string("train.epochs=2 record.epochs=[0,2] ");
  const Outcome refused = call(run + "estimate.specs=[kde:var=0.1]");
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.error.find("layer 1 has noise of its own"), std::string::npos) << refused.error;
  const Outcome other = call(run + "estimate.specs=[exact]");
  EXPECT_EQ(other.code, 0) << other.error;
}

TEST_F(Cli, AnEstimatorThatFailsDoesNotStay) {
  const std::filesystem::path directory = small_run();
  const std::string before = read_file(directory / "config.toml");
  const Outcome outcome = call("plane -e bins:width=1e-30 " + directory.string() + " --quiet");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.error.find("replica 0, epoch 0, bins:width=1e-30"), std::string::npos);
  EXPECT_EQ(read_file(directory / "config.toml"), before);
  EXPECT_EQ(call("report " + directory.string() + "/ --quiet").code, 0);
}

TEST_F(Cli, LostOutputIsAFailure) {
  EXPECT_EQ(shell(std::string(INFOPLANE_PROGRAM) + " presets >/dev/full").code, 4);
  // standard error is for people: work goes on without it
  EXPECT_EQ(shell(std::string(INFOPLANE_PROGRAM) + " run quick " + kSmall + " 2>/dev/full").code,
            0);
  EXPECT_EQ(shell(std::string(INFOPLANE_PROGRAM) + " run quick " + kSmall + " 2>&-").code, 0);
}

TEST_F(Cli, UnitsOfWhatIsPrintedAreAsAsked) {
  const std::filesystem::path directory = small_run();
  const std::string plane = "plane --quiet -e exact --json " + directory.string();
  const auto first_number = [](const std::string& json) {
    return std::stod(json.substr(json.find("\"mean\": ") + 8));
  };
  const double bits = first_number(call(plane).output);
  EXPECT_NEAR(first_number(call(plane + " --units nats").output), bits * std::log(2.0), 1e-12);
  EXPECT_EQ(call(plane + " --units bytes").code, 2);
}

TEST_F(Cli, AnUnfinishedRunIsReportedWithAWord) {
  const std::filesystem::path directory = small_run();
  std::filesystem::remove(directory / "checkpoints/0001/00000004.npz");
  const Outcome outcome = call("report --quiet " + directory.string());
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.error.find("1 of 2 replicas are not finished"), std::string::npos);
  std::filesystem::remove_all(directory / "checkpoints");
  expect_failure("report --quiet " + directory.string(), 3, "none of 2 replicas");
}

TEST_F(Cli, SamplesAfterTheFactAreThoseOfARunThatRecordedThem) {
  const std::string run = std::string(INFOPLANE_PROGRAM) + " run quick --quiet " + kSmall;
  const Outcome outcome = shell(
      "recorded=$(" + run + " -o recorded record.samples=test) && all=$(" + run + " -o all) && " +
      INFOPLANE_PROGRAM + " plane $all -e bins:30,range=-1:1 --samples test --quiet && " +
      "cmp $recorded/plane.csv $all/samples-test/plane.csv && ! cmp -s $recorded/plane.csv " +
      "$all/plane.csv && " +
      // what was asked for there stays, and the run's own tables are as they were
      INFOPLANE_PROGRAM + " plane $all -e exact --samples test --quiet && " +
      "grep -c exact $all/samples-test/phases.csv && ! grep -q exact $all/phases.csv && " +
      // the run's own samples are no others
      INFOPLANE_PROGRAM + " plane $all -e bins:30,range=-1:1 --samples all --quiet && " +
      "! test -e $all/samples-all");
  EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.error;
  expect_failure("plane nowhere -e exact --samples some", 2, "--samples: some not in");
}

TEST_F(Cli, ADeltaTakesSomeOfTheCheckpointsAndTheirPoints) {
  const Outcome outcome =
      shell("run=$(" + std::string(INFOPLANE_PROGRAM) + " run quick --quiet " + kSmall + ") && " +
            INFOPLANE_PROGRAM + " plane $run -e bins:30,range=-1:1 --delta 0.5 --quiet && " +
            "some=$(wc -l < $run/delta-0.5/plane.csv) && all=$(wc -l < $run/plane.csv) && " +
            "test $some -gt 2 && test $some -lt $all && " +
            // every line is one of the whole plane's
            "! grep -vxF -f $run/plane.csv $run/delta-0.5/plane.csv");
  EXPECT_EQ(outcome.code, 0) << outcome.output << outcome.error;
  expect_failure("plane nowhere -e exact --delta -1", 2, "--delta");
}

TEST_F(Cli, ThreadsChangeNothing) {
  const Outcome outcome =
      shell(std::string(INFOPLANE_PROGRAM) + " run quick --quiet --threads 1 -o one " + kSmall +
            " && " + INFOPLANE_PROGRAM + " run quick --quiet --threads 3 -o three " + kSmall +
            " && " + kCompare + " one three");
  EXPECT_EQ(outcome.code, 0) << outcome.output;
}

}  // namespace
}  // namespace infoplane
