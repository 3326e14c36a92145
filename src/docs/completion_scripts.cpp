#include "kept/docs.hpp"

namespace kept {

namespace {

constexpr std::string_view bash_script =
    R"bash(# bash completion for kept: what may stand at the cursor is asked of kept itself.

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
)bash";

constexpr std::string_view zsh_script = R"zsh(#compdef kept
# zsh completion for kept: what may stand at the cursor is asked of kept itself.

_kept() {
  local answer program=${(Q)words[1]} width=0
  local -a candidates descriptions displays
  [[ $program == '~/'* ]] && program=$HOME/${program[3,-1]}
  while IFS= read -r answer; do
    case $answer in
      $'\t'files)
        [[ $PREFIX == -*=* ]] && compset -P '*='
        _files
        return ;;
      $'\t'folders)
        [[ $PREFIX == -*=* ]] && compset -P '*='
        _files -/
        return ;;
      *)
        candidates+=("${answer%%$'\t'*}")
        descriptions+=("${answer#*$'\t'}")
        (( ${#candidates[-1]} > width )) && width=${#candidates[-1]} ;;
    esac
  done < <("$program" __complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
  (( ${#candidates} )) || return 1

  local i
  for (( i = 1; i <= ${#candidates}; ++i )); do
    if [[ -n $descriptions[i] ]]; then
      displays+=("${(r:width:)candidates[i]}  -- $descriptions[i]")
    else
      displays+=("$candidates[i]")
    fi
  done
  compadd -l -V kept -d displays -a candidates && return
  # What does not begin with what was typed, such as a family name, is no match for zsh: -U. What
  # several have in common would then eat the word, so TAB goes from one to the next.
  (( ${#candidates} > 1 )) && compstate[insert]=menu
  compadd -U -l -V kept -d displays -a candidates
}

if [[ $funcstack[1] == _kept ]]; then
  _kept "$@"
else
  compdef _kept kept
fi
)zsh";

constexpr std::string_view fish_script =
    R"fish(# fish completion for kept: what may stand at the cursor is asked of kept itself.

function __kept_candidates
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l current (commandline -ct)
    for answer in ($program __complete fish $words "$current" 2>/dev/null)
        switch $answer
            case \tfiles
                __kept_paths "$current" __fish_complete_path
            case \tfolders
                __kept_paths "$current" __fish_complete_directories
            case '*'
                echo -- $answer
        end
    end
end

# The path may follow an option in the same word: --file=notes.txt.
function __kept_paths --argument-names current complete_path
    set -l stem (string match --regex -- '^-[^=]*=' "$current")
    set -l path (string replace -- "$stem" '' "$current")
    for answer in ($complete_path "$path")
        echo -- "$stem$answer"
    end
end

complete --command kept --no-files --keep-order --arguments '(__kept_candidates)'
)fish";

}  // namespace

std::string_view completion_script(Shell shell) {
  switch (shell) {
    case Shell::bash:
      return bash_script;
    case Shell::zsh:
      return zsh_script;
    case Shell::fish:
      break;
  }
  return fish_script;
}

std::string_view completion_file(Shell shell) {
  switch (shell) {
    case Shell::bash:
      return "kept.bash";
    case Shell::zsh:
      return "_kept";
    case Shell::fish:
      break;
  }
  return "kept.fish";
}

}  // namespace kept
