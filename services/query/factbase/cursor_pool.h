// Point cursors of one view, opened once and used again: opening one costs as
// much as several reads with it.
//
//   CursorPool pool(view);
//   const CursorPool::Lease cursor = pool.Take(kFactSpace);
//   cursor->Seek(key);
//
// Thread-safe; a lease belongs to one thread. Pool and leases must not outlive
// the view, nor leases the pool.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_CURSOR_POOL_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_CURSOR_POOL_H_

#include <array>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "common/storage/ordered_store.h"
#include "services/query/factbase/keys.h"

namespace dateline::query {

class CursorPool {
 public:
  explicit CursorPool(const ReadView* view) : view_(view) {}

  // A cursor that nobody else uses until the lease ends.
  class Lease {
   public:
    Lease(const CursorPool* pool, KeySpace space, std::unique_ptr<ReadView::Cursor> cursor)
        : pool_(pool), space_(space), cursor_(std::move(cursor)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_->Return(space_, std::move(cursor_)); }

    ReadView::Cursor& operator*() const { return *cursor_; }
    ReadView::Cursor* operator->() const { return cursor_.get(); }

   private:
    const CursorPool* const pool_;
    const KeySpace space_;
    std::unique_ptr<ReadView::Cursor> cursor_;
  };

  // See ReadView::OpenPointCursor for what it may leave out.
  Lease Take(KeySpace space) const {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      auto& idle = idle_[space];
      if (!idle.empty()) {
        auto cursor = std::move(idle.back());
        idle.pop_back();
        return Lease(this, space, std::move(cursor));
      }
    }
    return Lease(this, space, view_->OpenPointCursor(space));
  }

 private:
  void Return(KeySpace space, std::unique_ptr<ReadView::Cursor> cursor) const {
    std::lock_guard<std::mutex> lock(mutex_);
    idle_[space].push_back(std::move(cursor));
  }

  const ReadView* const view_;
  mutable std::mutex mutex_;
  mutable std::array<std::vector<std::unique_ptr<ReadView::Cursor>>, kKeySpaceCount> idle_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_CURSOR_POOL_H_
