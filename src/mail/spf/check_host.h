// check_host(): what a receiver makes of one message (RFC 7208, section 4).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/resolver.h"
#include "dns/task.h"
#include "mail/spf/session.h"
#include "mail/spf/tree.h"

namespace mailready::spf {

/// The outcome of check_host(), and how it came about.
struct Evaluation {
  /// RFC 7208, section 2.6.
  enum class Result { none, neutral, pass, fail, softfail, temperror, permerror };
  /// A term in the record of `domain`.
  struct Step {
    dns::Name domain;
    std::string term;  ///< as written
    bool operator==(const Step&) const = default;
  };

  Result result = Result::none;
  std::optional<std::string> explanation;  ///< fail: what the domain has to say, macros expanded (section 6.2)
  /// The includes and redirects that lead to what decided, and that term, last: the one that matched or, for temperror
  /// and permerror, the one where evaluation ended. Without a term where a record as a whole decided.
  std::vector<Step> path;
  bool matched = false;  ///< the last step of `path` did
  std::string reason;    ///< none, temperror, permerror: why, for people; safe to show
  int lookups = 0;       ///< terms that query DNS, up to the one that went too far
  int void_lookups = 0;
};

/// "pass", "permerror", …
std::string_view result_text(Evaluation::Result result);

/// Checks whether the client may send mail in the name of `domain`, which is raw text as it came over SMTP: what
/// section 4.3 calls malformed gives `none`. Terms are evaluated in turn, since the first that matches ends it; what
/// one term needs is asked at once. A question that gets no answer gives `temperror` wherever the sections say so, and
/// that is all that DNS can do: the call ends within the resolver's own deadline times the limits.
dns::Task<Evaluation> check_host(dns::Resolver& resolver, Session session, std::string domain,
                                 int void_limit = void_lookup_limit);

}  // namespace mailready::spf
