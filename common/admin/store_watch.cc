#include "common/admin/store_watch.h"

#include <utility>

#include "common/base/strings.h"

namespace dateline {

StoreWatch::StoreWatch(OrderedStore& store, StoreWatchOptions options)
    : store_(store), options_(std::move(options)) {
  Look(/*first=*/true);
  if (options_.metrics != nullptr) {
    collector_ = options_.metrics->AddCollector([this](Samples& samples) {
      samples.Gauge({"dateline_store_writable", "1 if the store can write, else 0."},
                    {{"store", options_.name}}, writable() ? 1 : 0);
    });
  }
  thread_ = std::thread([this] { Run(); });
}

StoreWatch::~StoreWatch() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void StoreWatch::LookNow() {
  absl::MutexLock lock(&mutex_);
  look_now_ = true;
}

void StoreWatch::Run() {
  const auto wanted = [this]()
                          ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || look_now_; };
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&wanted),
                              writable() ? options_.period : options_.period_while_failing);
      if (stopping_) return;
      look_now_ = false;
    }
    Look(/*first=*/false);
  }
}

void StoreWatch::Look(bool first) {
  const absl::Status status = store_.CheckWritable();
  const bool before = writable_.exchange(status.ok());
  if (before == status.ok() && !first) return;
  if (!first || !status.ok()) Tell(status);
  if (options_.on_change) options_.on_change(status.ok());
}

void StoreWatch::Tell(const absl::Status& status) const {
  if (options_.log == nullptr) return;
  if (status.ok()) {
    options_.log->Write(LogLevel::kInfo, "store_writable",
                        "the store can write again; its services serve",
                        {{"store", options_.name}});
  } else {
    options_.log->Write(
        LogLevel::kError, "store_not_writable",
        StrCat("the store cannot write; its services are NOT_SERVING: ", StdView(status.message())),
        {{"store", options_.name}});
  }
}

}  // namespace dateline
