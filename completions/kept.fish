# fish completion for kept: what may stand at the cursor is asked of kept itself.

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
