# bash completion for kept: what may stand at the cursor is asked of kept itself.

_kept() {
  local answer program=$1
  if [[ $program == '~/'* ]]; then program=$HOME/${program:2}; fi
  COMPREPLY=()
  while IFS= read -r answer; do
    case $answer in
      $'\t'files) compopt -o default ;;
      $'\t'folders) compopt -o dirnames ;;
      *) COMPREPLY+=("$answer") ;;
    esac
  done < <("$program" __complete bash "${COMP_LINE:0:COMP_POINT}" "$2" "$COMP_TYPE" 2>/dev/null)
}

complete -o nosort -F _kept kept 2>/dev/null || complete -F _kept kept
