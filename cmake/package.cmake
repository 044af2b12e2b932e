# The Debian package: `cpack` in a build folder.
install(FILES LICENSE CHANGELOG.md README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mailready)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "mailready developers <mailready@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_DESCRIPTION
"When the primary mail path of a domain fails, does the other one really work?
mailready reads the domain's mail records, in DNS or in a zone file that is not
yet published, and says whether the declared failover of e-mail senders and of
mail exchanges is ready, with the reason and the record to publish.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libcurl4 (>= 7.85)")  # loaded at the first fetch, which shlibdeps cannot see
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)  # without them no MTA-STS policy can be fetched
include(CPack)
