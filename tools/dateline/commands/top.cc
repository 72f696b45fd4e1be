#include <chrono>
#include <condition_variable>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/cancel_on_signal.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/http_get.h"
#include "tools/dateline/top_figures.h"

namespace dateline::cli {
namespace {

// For a page of our own servers on the way.
constexpr absl::Duration kPatience = absl::Seconds(5);
// Cursor to the top left, and all below it away.
constexpr char kClearScreen[] = "\x1b[H\x1b[J";

struct TopFlags {
  std::vector<std::string> metrics = {"127.0.0.1:9431", "127.0.0.1:9432", "127.0.0.1:9433"};
  double interval = 2;
  size_t calls = 12;
  bool once = false;
  bool json = false;
};

MetricsLook LookAt(const std::string& address) {
  MetricsLook look;
  look.address = address;
  absl::StatusOr<std::string> page = HttpGet(address, "/metrics", kPatience);
  look.at = absl::Now();
  absl::StatusOr<MetricSeries> series =
      page.ok() ? ParseMetricSeries(*page) : absl::StatusOr<MetricSeries>(page.status());
  if (series.ok()) {
    look.series = *std::move(series);
  } else {
    look.error = std::string(StdView(series.status().message()));
  }
  return look;
}

// All at a time: one that does not answer keeps nobody waiting.
std::vector<MetricsLook> LookAtAll(const std::vector<std::string>& addresses) {
  std::vector<std::future<MetricsLook>> looking;
  for (const std::string& address : addresses) {
    looking.push_back(std::async(std::launch::async, LookAt, address));
  }
  std::vector<MetricsLook> looks;
  for (auto& look : looking) looks.push_back(look.get());
  return looks;
}

absl::Status CheckSomeAnswer(const std::vector<MetricsLook>& looks) {
  std::string why;
  for (const MetricsLook& look : looks) {
    if (look.series.has_value()) return absl::OkStatus();
    StrAppend(&why, why.empty() ? "" : "; ", look.error);
  }
  return MakeError(
      absl::StatusCode::kUnavailable, reason::kUpstreamUnavailable,
      StrCat("no server gives metrics (", why,
             "); start servers with --metrics-listen HOST:PORT, and name the addresses with "
             "--metrics"),
      {{"service", "metrics"}});
}

// Sleeps until a signal comes or the time is over.
class Pause {
 public:
  void End() {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  // False once ended.
  bool For(double seconds) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return ended_; });
    return !ended_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
};

void Show(const TopFlags& flags, const TopFigures& figures, const Context& context) {
  if (flags.json) {
    std::cout << TopJson(figures) << std::flush;
    return;
  }
  const std::string text = TopText(figures, flags.calls, context.out);
  const bool redraw = !flags.once && context.out.interactive();
  std::cout << (redraw ? kClearScreen : "") << text << (redraw || flags.once ? "" : "\n")
            << std::flush;
}

absl::Status RunTop(const TopFlags& flags, Context& context) {
  Pause pause;
  const CancelOnSignal cancel([&pause] { pause.End(); });
  std::vector<MetricsLook> before = LookAtAll(flags.metrics);
  DATELINE_RETURN_IF_ERROR(CheckSomeAnswer(before));
  while (pause.For(flags.interval)) {
    std::vector<MetricsLook> now = LookAtAll(flags.metrics);
    Show(flags, ReadTopFigures(before, now), context);
    if (flags.once || !std::cout) break;
    before = std::move(now);
  }
  return absl::OkStatus();
}

}  // namespace

void AddTopCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<TopFlags>();
  CLI::App* command = app.add_subcommand(
      "top", "What the servers do right now: calls, queues, stages of reading, stores");
  command
      ->add_option("--metrics", flags->metrics,
                   "Where servers give their metrics (their --metrics-listen), with commas between")
      ->envname("DATELINE_METRICS")
      ->delimiter(',')
      ->type_name("HOST:PORT,...")
      ->capture_default_str();
  command->add_option("--interval", flags->interval, "Seconds between two looks")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  command->add_option("--calls", flags->calls, "So many of the busiest calls")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command->add_flag("--once", flags->once, "Two looks, one answer, and done");
  command->add_flag("--json", flags->json, "A JSON object for each look, for programs");
  command->footer(
      "Rates and times are of what happened between two looks. Ctrl-C ends it.\n"
      "Examples:\n"
      "  dateline serve --insecure --metrics-listen 127.0.0.1:9430 &\n"
      "  dateline top --metrics 127.0.0.1:9430\n"
      "  dateline top --once --json | jq .delivery");
  command->callback([flags, command, &app, &context] {
    // Metrics are read from ports of their own, which --server says nothing of.
    if (app.get_option("--server")->count() > 0 && command->count("--metrics") == 0) {
      context.Finish(absl::InvalidArgumentError(
          "top reads metrics, not --server; name where that server gives them (its "
          "--metrics-listen) with --metrics HOST:PORT"));
      return;
    }
    context.Remark(StrCat("asking ", absl::StrJoin(flags->metrics, ", ")));
    context.Finish(RunTop(*flags, context));
  });
}

}  // namespace dateline::cli
