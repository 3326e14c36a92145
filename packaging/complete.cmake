# Makes what `cmake --install` put down into what Debian's policy wants of a package: compressed
# pages and changelog, the copyright, the lintian override; and the same bytes on every build.

set(root ${CPACK_TEMPORARY_DIRECTORY})
execute_process(
  COMMAND sh ${CPACK_KEPT_SOURCE}/packaging/complete ${root} ${CPACK_KEPT_SOURCE}
          ${CPACK_PACKAGE_VERSION} ${CPACK_KEPT_DATE} "${CPACK_DEBIAN_PACKAGE_MAINTAINER}"
  COMMAND_ERROR_IS_FATAL ANY)
