Write-Output 'nothing to do with it'
