// A world that says again what was recorded, and asks nobody.
#pragma once
#include <deque>
#include <unordered_map>

#include "dns/stored.h"
#include "survey/recording.h"
#include "survey/survey.h"

namespace mailready::survey {

/// One domain of a recording. What was not asked then fails as `offline` now.
class Replay {
 public:
  /// `offline`: as the recorded run was.
  Replay(RecordedDomain recorded, bool offline);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// Refers to this.
  World world();

 private:
  /// What authoritative servers said: the replies to a question in the order in which it was put.
  class Authorities final : public dns::Authorities {
   public:
    void store(Asked asked) { replies_[std::move(asked.question)].push_back(std::move(asked.reply)); }
    dns::Task<dns::Reply> ask(IpAddress server, dns::Question question) override;

   private:
    std::unordered_map<dns::Question, std::deque<dns::Reply>> replies_;
  };

  class Fetcher final : public net::Fetcher {
   public:
    void store(Fetched fetched) { replies_.insert_or_assign(std::move(fetched.url), std::move(fetched.reply)); }
    dns::Task<net::FetchReply> fetch(net::Request request) override;

   private:
    std::unordered_map<std::string, net::FetchReply> replies_;
  };

  dns::StoredResolver resolver_;
  Authorities authorities_;
  Fetcher fetcher_;
  Costs costs_;
  bool offline_;
};

}  // namespace mailready::survey
