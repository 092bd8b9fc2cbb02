# The syntax tree of a script as a flat list of what the linter looks at. Nothing of the script is run.
# src/domain/scripts/powershell/syntax-model.ts reads it; a node is [kind, line, …].
using namespace System.Management.Automation.Language
param([string]$Text)

$tokens = $null
$problems = $null
$tree = [Parser]::ParseInput($Text, [ref]$tokens, [ref]$problems)
$nodes = [System.Collections.Generic.List[object]]::new()

# The expression in a statement that is nothing else.
function Get-Inner($ast) {
    while ($true) {
        if ($ast -is [PipelineAst] -and $ast.PipelineElements.Count -eq 1) { $ast = $ast.PipelineElements[0] }
        elseif ($ast -is [CommandExpressionAst]) { $ast = $ast.Expression }
        else { return $ast }
    }
}

function Get-Constant($ast) {
    $inner = Get-Inner $ast
    if ($inner -is [ExpandableStringExpressionAst] -or $inner -is [ConstantExpressionAst]) { return [string]$inner.Value }
    if ($inner -is [VariableExpressionAst] -and $inner.VariablePath.UserPath -in 'true', 'false', 'null') { return $inner.VariablePath.UserPath }
    return $null
}

# What a member or an index belongs to, where it has a name.
function Get-Owner($ast) {
    if ($ast -is [TypeExpressionAst]) { return $ast.TypeName.FullName }
    if ($ast -is [VariableExpressionAst]) { return $ast.VariablePath.UserPath }
    if ($ast -is [MemberExpressionAst]) { return Get-Constant $ast.Member }
    if ($ast -is [IndexExpressionAst]) { return Get-Constant $ast.Index }
    return $null
}

# `$_` inside of catch, or `$Error[0]`, and nothing more.
function Test-ErrorRecord($ast) {
    $inner = Get-Inner $ast
    if ($inner -is [IndexExpressionAst]) {
        return ($inner.Target -is [VariableExpressionAst]) -and $inner.Target.VariablePath.UserPath -eq 'Error' -and (Get-Constant $inner.Index) -eq '0'
    }
    if ($inner -isnot [VariableExpressionAst] -or $inner.VariablePath.UserPath -ne '_') { return $false }
    for ($around = $inner.Parent; $null -ne $around; $around = $around.Parent) { if ($around -is [CatchClauseAst]) { return $true } }
    return $false
}

function Get-Argument($ast) {
    $parts = if ($ast -is [ArrayLiteralAst]) { $ast.Elements } else { , $ast }
    $texts = [System.Collections.Generic.List[string]]::new()
    foreach ($part in $parts) { if ($part -is [ExpandableStringExpressionAst] -or $part -is [ConstantExpressionAst]) { $texts.Add([string]$part.Value) } }
    $variable = if ($ast -is [VariableExpressionAst]) { $ast.VariablePath.UserPath } else { $null }
    return , @('argument', $ast.Extent.StartLineNumber, $variable, $texts)
}

function Add-Assignment($left, $right, [int]$line) {
    if ($left -is [ConvertExpressionAst]) { $left = $left.Child }
    if ($left -is [AttributedExpressionAst]) { $left = $left.Child }
    $to = if ($left -is [VariableExpressionAst]) { 'variable' } elseif ($left -is [MemberExpressionAst]) { 'member' } else { 'key' }
    $name = if ($to -eq 'key' -and $left -isnot [IndexExpressionAst]) { Get-Constant $left }
    elseif ($to -eq 'variable') { $left.VariablePath.UserPath }
    elseif ($to -eq 'member') { Get-Constant $left.Member }
    else { Get-Constant $left.Index }
    if ($null -ne $name) { $nodes.Add(@('assign', $line, $to, $name, (Get-Constant $right))) }
    if ($to -ne 'variable' -and (Test-ErrorRecord $right)) { $nodes.Add(@('error', $line)) }
}

$all = @($tree.FindAll({ $true }, $true))
$order = [System.Collections.Generic.Dictionary[object, int]]::new()
foreach ($node in $all) { if ($node -is [CommandAst]) { $order[$node] = $order.Count } }

foreach ($node in $all) {
    $line = $node.Extent.StartLineNumber
    if ($node -is [CommandAst]) {
        $elements = [System.Collections.Generic.List[object]]::new()
        $isSplatted = $false
        foreach ($element in @($node.CommandElements | Select-Object -Skip 1)) {
            if ($element -is [VariableExpressionAst] -and $element.Splatted) { $isSplatted = $true }
            elseif ($element -is [CommandParameterAst]) {
                $elements.Add(@('parameter', $element.Extent.StartLineNumber, $element.ParameterName))
                if ($null -ne $element.Argument) { $elements.Add((Get-Argument $element.Argument)) }
            }
            else { $elements.Add((Get-Argument $element)) }
        }
        $next = -1
        if ($node.Parent -is [PipelineAst]) {
            $at = $node.Parent.PipelineElements.IndexOf($node) + 1
            if ($at -lt $node.Parent.PipelineElements.Count) { $next = $order[$node.Parent.PipelineElements[$at]] }
        }
        $nodes.Add(@('command', $line, [string]$node.GetCommandName(), $isSplatted, $next, $elements))
    }
    elseif ($node -is [StringConstantExpressionAst]) {
        $isMember = $node.Parent -is [MemberExpressionAst] -and [object]::ReferenceEquals($node.Parent.Member, $node)
        if (-not $isMember) { $nodes.Add(@('text', $line, $node.Value, ($node.StringConstantType -eq 'BareWord'))) }
    }
    elseif ($node -is [ExpandableStringExpressionAst]) { $nodes.Add(@('text', $line, $node.Value, $false)) }
    elseif ($node -is [TypeExpressionAst] -or $node -is [TypeConstraintAst]) { $nodes.Add(@('type', $line, $node.TypeName.FullName)) }
    elseif ($node -is [MemberExpressionAst]) {
        $name = Get-Constant $node.Member
        if ($null -ne $name) { $nodes.Add(@('member', $node.Member.Extent.StartLineNumber, $name, $node.Static, ($node -is [InvokeMemberExpressionAst]), (Get-Owner $node.Expression))) }
    }
    elseif ($node -is [VariableExpressionAst]) { $nodes.Add(@('variable', $line, $node.VariablePath.UserPath)) }
    elseif ($node -is [AssignmentStatementAst]) { Add-Assignment $node.Left $node.Right $line }
    elseif ($node -is [ParameterAst]) {
        if ($null -ne $node.DefaultValue) { Add-Assignment $node.Name $node.DefaultValue $node.Name.Extent.StartLineNumber }
    }
    elseif ($node -is [ForEachStatementAst]) { $nodes.Add(@('assign', $node.Variable.Extent.StartLineNumber, 'variable', $node.Variable.VariablePath.UserPath, $null)) }
    elseif ($node -is [HashtableAst]) {
        $nodes.Add(@('table', $line))
        foreach ($pair in $node.KeyValuePairs) { Add-Assignment $pair.Item1 $pair.Item2 $pair.Item1.Extent.StartLineNumber }
    }
    elseif ($node -is [FunctionDefinitionAst]) { $nodes.Add(@('function', $line, ($node.Name -replace '^(global|script|local|private):', ''))) }
    elseif ($node -is [ConfigurationDefinitionAst]) { $nodes.Add(@('configuration', $line, $node.InstanceName.Extent.Text)) }
}
foreach ($token in $tokens) {
    if ($token.Kind -eq 'Comment' -and $token.Text -match '^#requires\s') { $nodes.Add(@('requires', $token.Extent.StartLineNumber, $token.Text.Substring(1))) }
}

$parameters = $null
if ($null -ne $tree.ParamBlock) {
    $parameters = [System.Collections.Generic.List[object]]::new()
    foreach ($parameter in $tree.ParamBlock.Parameters) {
        $type = $parameter.Attributes | Where-Object { $_ -is [TypeConstraintAst] } | Select-Object -Last 1
        $named = $parameter.Attributes | Where-Object { $_ -is [AttributeAst] -and $_.TypeName.FullName -eq 'Parameter' } | ForEach-Object { $_.NamedArguments }
        $mandatory = [bool]($named | Where-Object { $_.ArgumentName -eq 'Mandatory' -and ($_.ExpressionOmitted -or (Get-Constant $_.Argument) -notin 'false', '0') })
        $default = if ($null -ne $parameter.DefaultValue) { $parameter.DefaultValue.Extent.Text } else { $null }
        $parameters.Add(@($parameter.Name.VariablePath.UserPath, $(if ($null -eq $type) { 'object' } else { $type.TypeName.FullName }), $mandatory, $default))
    }
}
$errors = [System.Collections.Generic.List[object]]::new()
foreach ($problem in $problems) { $errors.Add(@($problem.Extent.StartLineNumber, $problem.Message)) }

# A result has 256 KiB at most, and this is many times as long as the script.
$json = ConvertTo-Json -InputObject @{ nodes = $nodes; errors = $errors; parameters = $parameters } -Depth 8 -Compress
$buffer = [System.IO.MemoryStream]::new()
$packer = [System.IO.Compression.GZipStream]::new($buffer, [System.IO.Compression.CompressionLevel]::Optimal)
$bytes = [System.Text.Encoding]::UTF8.GetBytes($json)
$packer.Write($bytes, 0, $bytes.Length)
$packer.Dispose()
@{ tree = [System.Convert]::ToBase64String($buffer.ToArray()) }
