# The manual page and the shells' completions: printed by the program itself, and put where Debian looks for them.
set(manual_dir ${PROJECT_BINARY_DIR}/manual)
file(MAKE_DIRECTORY ${manual_dir}/bash ${manual_dir}/fish ${manual_dir}/zsh)
set(manual_files mailready.1 bash/mailready fish/mailready.fish zsh/_mailready)
list(TRANSFORM manual_files PREPEND ${manual_dir}/)

add_custom_command(OUTPUT ${manual_files}
  COMMAND mailready manual > mailready.1
  COMMAND mailready completions bash > bash/mailready
  COMMAND mailready completions fish > fish/mailready.fish
  COMMAND mailready completions zsh > zsh/_mailready
  WORKING_DIRECTORY ${manual_dir}
  DEPENDS mailready
  VERBATIM)
add_custom_target(mailready_manual ALL DEPENDS ${manual_files})

install(FILES ${manual_dir}/mailready.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${manual_dir}/bash/mailready DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${manual_dir}/fish/mailready.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${manual_dir}/zsh/_mailready DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
