# Makes what `cmake --install` put down into what Debian's policy wants of a package: compressed
# pages and changelog, the copyright, the lintian override; and the same bytes on every build.

set(root ${CPACK_TEMPORARY_DIRECTORY})
execute_process(
  COMMAND sh ${CPACK_KEPT_SOURCE}/packaging/complete ${root} ${CPACK_KEPT_SOURCE}
          ${CPACK_KEPT_DATE} "${CPACK_DEBIAN_PACKAGE_MAINTAINER}"
  COMMAND_ERROR_IS_FATAL ANY)

# The time of the archives in the package.
execute_process(COMMAND date -u -d ${CPACK_KEPT_DATE} +%s
                OUTPUT_VARIABLE seconds OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
set(ENV{SOURCE_DATE_EPOCH} ${seconds})
