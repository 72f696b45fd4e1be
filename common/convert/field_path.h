// Where in a message a reader stands, for error messages.
//
//   FieldPath root;
//   FieldPath item = root.Item("facts", 3);
//   item.Field("content").ToString() == "facts[3].content"
//
// A chain of frames on the caller's stack: it costs nothing until something is
// wrong. A path points to its parent and must not outlive it.
#ifndef DATELINE_COMMON_CONVERT_FIELD_PATH_H_
#define DATELINE_COMMON_CONVERT_FIELD_PATH_H_

#include <string>
#include <string_view>

#include "common/base/strings.h"

namespace dateline {

class FieldPath {
 public:
  // The message itself; ToString() is empty.
  FieldPath() = default;

  // `name` must outlive the path; it is a literal everywhere.
  FieldPath Field(std::string_view name) const { return FieldPath(this, name, kNoIndex); }
  FieldPath Item(std::string_view name, int index) const { return FieldPath(this, name, index); }

  std::string ToString() const {
    std::string out = parent_ == nullptr ? "" : parent_->ToString();
    if (name_.empty()) return out;
    StrAppend(&out, out.empty() ? "" : ".", name_);
    if (index_ != kNoIndex) StrAppend(&out, "[", index_, "]");
    return out;
  }

 private:
  static constexpr int kNoIndex = -1;

  FieldPath(const FieldPath* parent, std::string_view name, int index)
      : parent_(parent), name_(name), index_(index) {}

  const FieldPath* parent_ = nullptr;
  std::string_view name_;
  int index_ = kNoIndex;
};

}  // namespace dateline

#endif  // DATELINE_COMMON_CONVERT_FIELD_PATH_H_
