// What a caller may do: reader < writer < admin. The least role of each method
// stands in the protos (dateline.access.v1.required_role).
#ifndef DATELINE_COMMON_ACCESS_ROLE_H_
#define DATELINE_COMMON_ACCESS_ROLE_H_

#include <optional>
#include <string_view>

namespace dateline {

// Values are those of dateline.access.v1.Role; each may do what those before it
// may. kNone may do nothing.
enum class Role { kNone = 0, kReader = 1, kWriter = 2, kAdmin = 3 };

// "none", "reader", "writer", "admin".
constexpr std::string_view NameOf(Role role) {
  switch (role) {
    case Role::kReader:
      return "reader";
    case Role::kWriter:
      return "writer";
    case Role::kAdmin:
      return "admin";
    case Role::kNone:
      break;
  }
  return "none";
}

// The role that can be given to a caller, or nothing for any other word.
constexpr std::optional<Role> RoleOf(std::string_view name) {
  for (const Role role : {Role::kReader, Role::kWriter, Role::kAdmin}) {
    if (NameOf(role) == name) return role;
  }
  return std::nullopt;
}

}  // namespace dateline

#endif  // DATELINE_COMMON_ACCESS_ROLE_H_
