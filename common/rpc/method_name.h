// Names of gRPC methods: "/dateline.query.v1.QueryService/GetFact".
#ifndef DATELINE_COMMON_RPC_METHOD_NAME_H_
#define DATELINE_COMMON_RPC_METHOD_NAME_H_

#include <string>
#include <string_view>

namespace dateline {

// "dateline.query.v1.QueryService" of the example above. Thread-safe.
inline std::string ServiceOfMethod(std::string_view method) {
  if (method.starts_with('/')) method.remove_prefix(1);
  return std::string(method.substr(0, method.find('/')));
}

}  // namespace dateline

#endif  // DATELINE_COMMON_RPC_METHOD_NAME_H_
