# Runs users' PowerShell scripts and writes down what became of them.
#
# Each script gets a runspace of its own, so its scopes, functions, preferences, `break` and `exit` cannot reach this
# file. No try block stands round the script: inside one, a failed statement would end the script, which PowerShell by
# itself does not do. docs/scripts.md has the rules for authors; test/pwsh/cases shows each of them on a real pwsh.
#
#   one run    host.ps1 -RequestFile ... -ScriptFile ... -ResultFile ... -EventFile ...
#   many runs  host.ps1 -Socket path    connects there. A line of JSON {request, script, result, events, environment, mark}
#              starts a run, a line {done, clean} answers it. `mark` ends the text of the run on stdout and on stderr.
#              Not clean: something of the run lives on, and this process must take no other.
#
#   request    {contract, runId, mode: handler|workflow, context, params, secrets, connections?, strict?, windows?, lenientParams?}
#   script     the user's file; its folder is $PSScriptRoot and where the run begins
#   result     {status, exitCode, error, errorCount, sendEmail, variables, notes}; written last, and by rename
#   events     JSON Lines of the event-log shims
param([string]$RequestFile, [string]$ScriptFile, [string]$ResultFile, [string]$EventFile, [string]$Socket)
$ErrorActionPreference = 'Stop'
$maxDepth = 20
$maxValues = 20000

# --- Values that come in ---

# Tables of JSON tell keys apart by case, users of PowerShell do not. Enumerated and never asked for .Keys, which would
# answer with the entry of that name.
function ConvertTo-UserValue($value) {
    if ($value -is [System.Collections.IDictionary]) {
        $table = @{}
        foreach ($entry in $value.GetEnumerator()) { $table[$entry.Key] = ConvertTo-UserValue $entry.Value }
        return $table
    }
    if ($value -is [array]) {
        $list = [object[]]::new($value.Length)
        for ($i = 0; $i -lt $list.Length; $i++) { $list[$i] = ConvertTo-UserValue $value[$i] }
        return , $list
    }
    return $value
}

# --- Values that go out ---

# Only plain data leaves: ConvertTo-Json follows a live object through its whole graph, tens of megabytes for a file.
# A chain of ifs, because `switch` would enumerate an array.
function ConvertTo-PlainValue($value, [string]$path = '$', [int]$depth = 0) {
    if ($null -eq $value) { return $null }
    if (++$script:values -gt $maxValues) { throw "the result has more than $maxValues values" }
    if ($depth -gt $maxDepth) { throw "the result is nested deeper than $maxDepth at $path" }
    $base = $value.psobject.BaseObject
    $invariant = [cultureinfo]::InvariantCulture

    if ($base -is [string]) { return [string]$base }
    if ($base -is [bool]) { return $base }
    if ($base -is [double] -or $base -is [single]) {
        if ([double]::IsFinite($base)) { return $base }
        $notes.Add("number_as_text $path")
        return $base.ToString($invariant)
    }
    if ($base -is [long] -or $base -is [ulong] -or $base -is [bigint]) {
        if ([bigint]::Abs([bigint]$base) -le 9007199254740991) { return $base }   # JavaScript loses digits beyond
        $notes.Add("number_as_text $path")
        return $base.ToString()
    }
    if ($base -is [enum]) { return $base.ToString() }
    if (($base -is [valuetype] -and $base.GetType().IsPrimitive -and $base -isnot [char]) -or $base -is [decimal]) { return $base }

    if ($base -is [datetime]) {
        if ($base.Kind -eq 'Unspecified') { $base = [datetime]::SpecifyKind($base, 'Local') }
        return $base.ToString('yyyy-MM-ddTHH:mm:ss.FFFFFFFK', $invariant)
    }
    if ($base -is [datetimeoffset]) { return $base.ToString('yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz', $invariant) }
    if ($base -is [dateonly]) { return $base.ToString('yyyy-MM-dd', $invariant) }
    if ($base -is [timespan]) { return [System.Xml.XmlConvert]::ToString($base) }   # a duration of ISO 8601

    if ($base -is [byte[]]) { return [convert]::ToBase64String($base) }
    if ($base -is [securestring] -or $base -is [pscredential]) { throw "the result holds a secret at $path" }
    if ($base -is [System.Security.Cryptography.X509Certificates.X509Certificate2]) { return $base.ExportCertificatePem() }
    if ($base -is [System.Xml.XmlNode]) { return $base.OuterXml }
    if ($base -is [System.Text.Json.JsonElement] -or $base -is [System.Text.Json.Nodes.JsonNode]) {
        $text = if ($base -is [System.Text.Json.JsonElement]) { $base.GetRawText() } else { $base.ToJsonString() }
        return ConvertTo-PlainValue (ConvertFrom-Json -InputObject $text -AsHashtable -NoEnumerate -DateKind String) $path $depth
    }
    if ($base -is [System.Management.Automation.ErrorRecord]) { return $base.Exception.Message }
    if ($base -is [exception]) { return $base.Message }

    if ($base -is [System.Collections.IDictionary]) {
        $table = [System.Collections.Specialized.OrderedDictionary]::new()
        foreach ($entry in $base.GetEnumerator()) {
            $key = [string]$entry.Key
            $table[$key] = ConvertTo-PlainValue $entry.Value "$path.$key" ($depth + 1)
        }
        return $table
    }
    if ($base -is [System.Management.Automation.PSCustomObject]) {
        $table = [System.Collections.Specialized.OrderedDictionary]::new()
        foreach ($property in $value.psobject.Properties) {
            $table[$property.Name] = ConvertTo-PlainValue $property.Value "$path.$($property.Name)" ($depth + 1)
        }
        return $table
    }
    if ($base -is [System.Collections.IList] -or ($base -is [System.Collections.IEnumerable] -and $base.GetType().IsGenericType)) {
        $list = [System.Collections.Generic.List[object]]::new()
        foreach ($item in $base) { $list.Add((ConvertTo-PlainValue $item "$path[$($list.Count)]" ($depth + 1))) }
        return , $list.ToArray()
    }
    if ($base -isnot [char] -and $base -isnot [guid] -and $base -isnot [uri] -and $base -isnot [version] -and $base -isnot [semver] -and $base -isnot [ipaddress] -and $base -isnot [timeonly]) {
        $notes.Add("object_as_text $path $($base.GetType().FullName)")
    }
    return [string]$base
}

function ConvertTo-Text($value) { ConvertTo-Json -InputObject $value -Depth 64 -Compress }

# --- The log ---

# In the order written: errors with their line to stderr, all else to stdout. Objects wait until a text comes, because
# formatting records and rows of a table make sense only together.
$waiting = [System.Collections.Generic.List[object]]::new()
function Write-LogRecord($record) {
    if ($record -is [string] -and $waiting.Count -eq 0) { [Console]::Out.WriteLine($record); return }
    $text = if ($record -is [System.Management.Automation.ErrorRecord]) { $null }
    elseif ($record -is [System.Management.Automation.WarningRecord]) { "WARNING: $($record.Message)" }
    elseif ($record -is [System.Management.Automation.VerboseRecord]) { "VERBOSE: $($record.Message)" }
    elseif ($record -is [System.Management.Automation.DebugRecord]) { "DEBUG: $($record.Message)" }
    elseif ($record -is [System.Management.Automation.InformationRecord]) { [string]$record.MessageData }
    elseif ($record -is [string]) { [string]$record }
    else { $waiting.Add($record); if ($waiting.Count -lt 1000) { return } }
    Write-WaitingObjects
    if ($record -is [System.Management.Automation.ErrorRecord]) {
        $script:errorCount += [int]($record.FullyQualifiedErrorId -notlike 'NativeCommandError*')   # a program's stderr is no error
        [Console]::Error.WriteLine((Get-ErrorText $record))
    } elseif ($record -is [System.Management.Automation.InformationRecord] -and $record.MessageData.NoNewLine) { [Console]::Out.Write($text) }
    elseif ($null -ne $text) { [Console]::Out.WriteLine($text) }
}
function Write-WaitingObjects {
    if ($waiting.Count -eq 0) { return }
    $text = try { ($waiting.ToArray() | Out-String -Width 200).Trim("`r", "`n") } catch { ($waiting | ForEach-Object { $_.GetType().FullName }) -join "`n" }
    $waiting.Clear()
    [Console]::Out.WriteLine($text)
}

# The innermost line of the script itself: Write-Error would give the place of its caller, a module its own.
function Get-ErrorLine($record) {
    if ($record.ScriptStackTrace -match "$([regex]::Escape($ScriptFile)): line (\d+)") { return [int]$Matches[1] }
    $record.InvocationInfo.ScriptLineNumber
}
function Get-ErrorText($record) {
    $line = Get-ErrorLine $record
    if (-not $line -or $record.FullyQualifiedErrorId -like 'NativeCommandError*') { return $record.Exception.Message }
    "line ${line}: $($record.Exception.Message)"
}

# --- Scripts from Windows ---

# A drive C: over a folder of the run, with the folders that the script's own texts name; those below Program Files and
# Windows are left out, because scripts ask for them to see what is installed. Besides, environment names of Windows,
# times in JSON as text, and mail in UTF-8. Cmdlets know the drive; .NET classes and programs do not.
function Add-WindowsNames($space, $tree, [string]$folder) {
    $names = @{
        COMPUTERNAME = [Environment]::MachineName; USERNAME = [Environment]::UserName
        ProgramData = 'C:\ProgramData'; USERPROFILE = 'C:\Users\service'; windir = 'C:\Windows'; SystemRoot = 'C:\Windows'
        TEMP = [IO.Path]::GetTempPath(); TMP = [IO.Path]::GetTempPath()
    }
    foreach ($entry in $names.GetEnumerator()) { [Environment]::SetEnvironmentVariable($entry.Key, $entry.Value) }
    $texts = $tree.FindAll({ $args[0].Value -is [string] -and $args[0].Value -match '^[Cc]:\\(?!Program Files|Windows)' }, $true) | ForEach-Object Value
    foreach ($text in @('C:\ProgramData\', 'C:\Windows\Temp\') + $texts) {
        $fixed = ($text -split '\$')[0].Substring(3).Replace('\', '/')
        $last = $fixed.LastIndexOf('/')
        if ($fixed.Substring($last + 1).Contains('.')) { $fixed = $fixed.Substring(0, [math]::Max(0, $last)) }   # a file's name
        $null = [IO.Directory]::CreateDirectory("$folder/$fixed")
    }
    $shell = [powershell]::Create()
    $shell.Runspace = $space
    $null = $shell.AddCommand('New-PSDrive').AddParameters(@{ Name = 'C'; PSProvider = 'FileSystem'; Root = $folder; Scope = 'Global' }).Invoke()
    $shell.Dispose()
    $space.SessionStateProxy.SetVariable('PSDefaultParameterValues', [System.Management.Automation.DefaultParameterDictionary]@{ 'ConvertFrom-Json:DateKind' = 'String'; 'Send-MailMessage:Encoding' = 'utf8' })
}

# --- One run ---

# False when something of the run may live on in this process.
function Invoke-UserScript([string]$RequestFile, [string]$ScriptFile, [string]$ResultFile, [string]$EventFile) {
    $script:notes = [System.Collections.Generic.List[string]]::new()
    $script:errorCount = 0
    $result = [ordered]@{ status = 'failed'; exitCode = $null; error = $null; errorCount = 0; sendEmail = $null; variables = @{}; notes = $notes }
    try {
        $request = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($RequestFile)) -AsHashtable -DateKind String -Depth 64
        $isHandler = $request['mode'] -eq 'handler'

        # PowerShell's own parser finds faults before anything runs, and knows the parameter block.
        $tokens = $faults = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseFile($ScriptFile, [ref]$tokens, [ref]$faults)
        if ($faults) { throw "line $($faults[0].Extent.StartLineNumber): $($faults[0].Message)" }

        # CreateDefault2 would load a module anew for each run, which takes longer than the run.
        $state = [initialsessionstate]::CreateDefault()
        foreach ($shim in 'Write-EventLog', 'New-EventLog', 'Out-Host') {
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new($shim, [IO.File]::ReadAllText("$PSScriptRoot/$shim.ps1")))
        }
        $space = [runspacefactory]::CreateRunspace($Host, $state)   # without this host Out-Default and $host.UI say nothing
        $space.Open()
        [Environment]::CurrentDirectory = [IO.Path]::GetDirectoryName($ScriptFile)   # for .NET classes and programs
        $null = $space.SessionStateProxy.Path.SetLocation([IO.Path]::GetDirectoryName($ScriptFile))
        $variables = $space.SessionStateProxy
        $variables.SetVariable('ProgressPreference', 'SilentlyContinue')
        $variables.SetVariable('LASTEXITCODE', $null)   # is there, for scripts that turn strict mode on
        if ($request['strict']) { $variables.SetVariable('ErrorActionPreference', 'Stop') }
        $variables.SetVariable('CertloomEventFile', $EventFile)
        $variables.SetVariable('secrets', (ConvertTo-UserValue ($request['secrets'] ?? @{})))
        $variables.SetVariable('connections', (ConvertTo-UserValue ($request['connections'] ?? @{})))
        if ($request['windows']) { Add-WindowsNames $space $tree "$([IO.Path]::GetDirectoryName($ScriptFile))/drive-c" }

        $arguments = @{}
        $before = @{}
        if ($isHandler) {
            $context = ConvertTo-UserValue $request['context']
            foreach ($entry in $request['params'].GetEnumerator()) { $context[$entry.Key] = ConvertTo-UserValue $entry.Value }
            foreach ($entry in $context.GetEnumerator()) { $before[$entry.Key] = ConvertTo-Text $entry.Value }
            $variables.SetVariable('context', $context)
        } else {
            $variables.SetVariable('context', (ConvertTo-UserValue $request['context']))   # to read; it is not read back
            $declared = @{}
            foreach ($parameter in $tree.ParamBlock.Parameters) {
                $declared[$parameter.Name.VariablePath.UserPath] = $parameter.StaticType
                foreach ($attribute in $parameter.Attributes) {
                    if ($attribute.TypeName.Name -eq 'Alias') { foreach ($alias in $attribute.PositionalArguments) { $declared[$alias.Value] = $parameter.StaticType } }
                }
            }
            foreach ($entry in $request['params'].GetEnumerator()) {
                # A script without [CmdletBinding()] would put it into $args and say nothing.
                if (-not $declared.ContainsKey($entry.Key)) {
                    if (-not $request['lenientParams']) { throw "unknown_parameter $($entry.Key)" }
                    $notes.Add("surplus_parameter $($entry.Key)")
                    continue
                }
                $argument = ConvertTo-UserValue $entry.Value
                # Bound to [string], a table would arrive as the name of its type.
                if ($declared[$entry.Key] -eq [string] -and ($argument -is [System.Collections.IDictionary] -or $argument -is [array])) { $argument = ConvertTo-Text $argument }
                $arguments[$entry.Key] = $argument
            }
        }
        $variables.SetVariable('CertloomArguments', $arguments)

        $shell = [powershell]::Create()
        $shell.Runspace = $space
        # `$?` right behind the file is false after `exit n` and true after a program that failed: that tells the two apart.
        $null = $shell.AddScript('. $args[0] @CertloomArguments *>&1; $CertloomEnd = @{ ok = $?; code = $LASTEXITCODE }', $false).AddArgument($ScriptFile)
        $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $none.Complete()
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $pending = $shell.BeginInvoke($none, $output)
        $returned = $null
        try {
            # As it comes, so that a time limit loses nothing; with short waits, because only between them this host can be
            # asked to end.
            do {
                $isOver = $pending.AsyncWaitHandle.WaitOne(20)
                foreach ($record in $output.ReadAll()) {
                    if ($null -eq $record) { continue }
                    $base = $record.psobject.BaseObject
                    if ($base -is [System.Collections.IDictionary] -and -not $isHandler) { $returned = $base; continue }
                    if ($base -is [System.Management.Automation.PSCustomObject]) { if (-not $isHandler) { $notes.Add('object_not_hashtable') }; $base = $record }
                    Write-LogRecord $base
                }
            } until ($isOver)
            Write-WaitingObjects
        } finally {
            # Asked to end (SIGINT): the script's own `finally` blocks come first, and what they say is still log.
            if (-not $pending.IsCompleted) {
                $shell.Stop()
                foreach ($record in $output.ReadAll()) { if ($null -ne $record) { Write-LogRecord $record.psobject.BaseObject } }
                Write-WaitingObjects
            }
        }

        $thrown = $null
        try { $null = $shell.EndInvoke($pending) } catch { $thrown = $_.Exception.InnerException ?? $_.Exception }
        # What kept the file from starting (#Requires, a missing mandatory parameter) is an error of the line that calls it.
        if (-not $thrown -and $shell.Streams.Error.Count) { $thrown = $shell.Streams.Error[0].Exception }
        $end = $variables.GetVariable('CertloomEnd')
        if ($thrown) {
            $place = $thrown.ErrorRecord
            $message = if ($place) { $place.Exception.Message } else { $thrown.Message }
            $result.error = [ordered]@{ message = $message; type = $thrown.GetType().FullName; id = $place.FullyQualifiedErrorId; line = $(if ($place) { Get-ErrorLine $place }) }
            [Console]::Error.WriteLine($(if ($place) { Get-ErrorText $place } else { $message }))
        } else {
            $result.exitCode = if ($end -and -not $end.ok -and $null -ne $end.code) { $end.code } else { 0 }
            if ($result.exitCode -ne 0) { $result.error = [ordered]@{ message = "exit code $($result.exitCode)" } }
            else { $result.status = 'succeeded' }
        }

        # What the script left, however it ended.
        $script:values = 0
        $after = if ($isHandler) { $variables.GetVariable('context') } else { $returned }
        if ($null -ne $after -and $after.psobject.BaseObject -isnot [System.Collections.IDictionary]) { throw 'invalid_result: $context is no table any more' }
        if ($null -ne $after) {
            $plain = ConvertTo-PlainValue $after
            if ($isHandler) {
                $changed = [ordered]@{}
                foreach ($entry in $plain.GetEnumerator()) {
                    if ($entry.Key -eq 'SendEmail') { $result.sendEmail = "$($entry.Value)".Trim() -ne 'false' }
                    elseif (-not $before.ContainsKey($entry.Key) -or $before[$entry.Key] -cne (ConvertTo-Text $entry.Value)) { $changed[$entry.Key] = $entry.Value }
                }
                $plain = $changed
            }
            $result.variables = $plain
        }
    } catch {
        $result.status = 'failed'
        $result.error ??= [ordered]@{ message = $_.Exception.Message; type = $_.Exception.GetType().FullName }
    }
    $result.errorCount = $errorCount
    [IO.File]::WriteAllText("$ResultFile.part", (ConvertTo-Text $result))
    [IO.File]::Move("$ResultFile.part", $ResultFile, $true)
    if (-not $shell) { if ($space) { $space.Dispose() }; return $true }
    try {
        # A job outlives the runspace that started it.
        $shell.Commands.Clear()
        $jobs = $shell.AddCommand('Microsoft.PowerShell.Core\Get-Job').Invoke().Count
        $shell.Dispose(); $space.Dispose()
        return $jobs -eq 0
    } catch { return $false }
}

if (-not $Socket) { $null = Invoke-UserScript $RequestFile $ScriptFile $ResultFile $EventFile; exit 0 }

# --- Many runs ---

# What a run may have changed for the whole process is put back after it.
$environment = [Environment]::GetEnvironmentVariables()
$folder = [Environment]::CurrentDirectory
$console = [Console]::Out, [Console]::Error
function Reset-Process {
    $now = [Environment]::GetEnvironmentVariables()
    foreach ($entry in $now.GetEnumerator()) { if (-not $environment.Contains($entry.Key)) { [Environment]::SetEnvironmentVariable($entry.Key, $null) } }
    foreach ($entry in $environment.GetEnumerator()) { if ($now[$entry.Key] -cne $entry.Value) { [Environment]::SetEnvironmentVariable($entry.Key, $entry.Value) } }
    [Environment]::CurrentDirectory = $folder
    [Console]::SetOut($console[0]); [Console]::SetError($console[1])
    [cultureinfo]::DefaultThreadCurrentCulture = $null
}

# The worker's socket: close-on-exec, so that no program of a script has it, and nothing that a script prints gets into it.
$line = [System.Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
$line.Connect([System.Net.Sockets.UnixDomainSocketEndPoint]::new($Socket))
$stream = [System.Net.Sockets.NetworkStream]::new($line, $true)
$reader = [IO.StreamReader]::new($stream)
$writer = [IO.StreamWriter]::new($stream); $writer.AutoFlush = $true
while ($null -ne ($text = $reader.ReadLine())) {
    $run = ConvertFrom-Json -InputObject $text -AsHashtable
    foreach ($entry in ($run.environment ?? @{}).GetEnumerator()) { [Environment]::SetEnvironmentVariable($entry.Key, $entry.Value) }
    $clean = Invoke-UserScript $run.request $run.script $run.result $run.events
    try { Reset-Process } catch { $clean = $false }
    foreach ($out in $console) { $out.Write("`n$($run.mark)`n"); $out.Flush() }
    $writer.WriteLine((ConvertTo-Json -InputObject @{ done = $run.mark; clean = $clean } -Compress))
}
exit 0
