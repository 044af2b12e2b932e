// One request to the addresses of one port, as libcurl carries it out.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dns/async.h"
#include "net/curl.h"
#include "net/curl_handles.h"

namespace mailready::net {

/// Stays where it is while it runs: libcurl points at it.
class CurlTransfer {
 public:
  /// `addresses` are tried in their order. Precondition: there is one, and the request's host is a host name.
  CurlTransfer(const CurlLibrary& curl, const Request& request, std::uint16_t port,
               const std::vector<IpAddress>& addresses, const CurlOptions& options);
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  CURL* handle() const { return easy_.get(); }
  /// The transfer that a handle belongs to.
  static CurlTransfer& of(const CurlLibrary& curl, CURL* handle);

  /// Says that libcurl is done, and wakes who waits.
  void finish(CURLcode code);
  dns::Task<FetchReply> reply();

 private:
  /// Every option is one that libcurl knows, and no value is malformed: anything else is a mistake in this class.
  template <class Value>
  void set(CURLoption option, Value value);
  CurlList list_of(const std::string& text) const;

  static std::size_t on_body(char* octets, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t on_header(char* octets, std::size_t size, std::size_t count, void* self) noexcept;

  void set_target(const Request& request, std::uint16_t port, const std::vector<IpAddress>& addresses);
  void set_trust(const CurlOptions& options);
  void set_limits(const CurlOptions& options);
  int status() const;
  FetchReply result() const;
  FetchFailure failure() const;

  CurlLibrary curl_;
  std::size_t max_octets_;
  std::string body_;
  std::size_t header_octets_ = 0;
  bool body_is_cut_ = false;
  CURLcode code_ = CURLE_OK;
  dns::Event done_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  // The addresses live in a share of this transfer alone: libcurl's own cache would keep them for later transfers, or
  // give them up and ask DNS. Let go of in reverse: the handle first.
  ShareHandle share_;
  CurlList addresses_, connect_to_;
  EasyHandle easy_;
};

}  // namespace mailready::net
