import { logging } from 'hfleaks:logging';
import { describe, expect, test } from 'vitest';
import { exposuresOf } from '../../src/flow/exposures.ts';
import { shellExposures } from '../../src/flow/shell-exposures.ts';
import { cpuSince } from '../cost.ts';

const S = `\${{ secrets.HF_TOKEN }}`;

/** The file, its text, and the gravest exposure that is expected; `''` for none above `info`. */
const SHAPES: readonly (readonly [string, string, string])[] = [
  ['a.sh', 'if [ -z "$HF_TOKEN" ]; then echo "HF_TOKEN not set"; exit 1; fi', ''],
  ['a.sh', 'log() { echo "[$(date)] $*"; }\nlog "token is $HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', `log() { local msg="$1"; echo "$msg" >&2; }\nlog "token is \${HF_TOKEN}"`, 'hf-log-sh-echo error'],
  ['a.sh', 'get_token() { echo "$HF_TOKEN"; }\nT=$(get_token)\ncurl -H "Authorization: Bearer $T" u', ''],
  ['a.sh', 'get_token() { echo "$HF_TOKEN"; }\nT=$(get_token)\necho "T=$T"', 'hf-log-sh-echo error'],
  ['a.sh', 'TOKEN=$1\nhf auth login --token "$TOKEN"\necho "logging in with $TOKEN"', 'hf-log-sh-echo warning'],
  [
    'a.sh',
    'read -s -p "Enter your Hugging Face token: " tok\nexport HF_TOKEN="$tok"\necho "ok $tok"',
    'hf-log-sh-echo error',
  ],
  ['a.sh', 'HEADER="Authorization: Bearer $HF_TOKEN"\necho "$HEADER"', 'hf-log-sh-echo error'],
  ['a.sh', `REPO=$1\necho $REPO\nX="-H 'Authorization: Bearer $HF_TOKEN' https://huggingface.co/$REPO"`, ''],
  ['a.sh', `REPO=$1\necho $REPO\nssh h "curl -H 'Authorization: Bearer $HF_TOKEN' https://huggingface.co/$REPO"`, ''],
  [
    'a.sh',
    `REPO=$1\nT=$2\necho $REPO\nssh h "curl -H 'Authorization: Bearer $T' https://huggingface.co/$REPO" # hf`,
    '',
  ],
  [
    'a.sh',
    `REPO=$1\nT=$2\necho $T\nssh h "curl -H 'Authorization: Bearer $T' https://huggingface.co/$REPO" # hf`,
    'hf-log-sh-echo warning',
  ],
  [
    'a.sh',
    `ARGS=(--model a --token "$HF_TOKEN")\necho "Running: python \${ARGS[@]}"\npython "\${ARGS[@]}"`,
    'hf-log-sh-echo error',
  ],
  ['a.sh', 'CMD="python a.py --hf_token $HF_TOKEN"\necho "$CMD"\neval "$CMD"', 'hf-log-sh-echo error'],
  ['a.sh', `echo "HF_TOKEN=\${HF_TOKEN:0:6}..."`, 'hf-log-py-partial info'],
  ['a.sh', `echo "HF_TOKEN=\${HF_TOKEN:0:12}..."`, 'hf-log-py-partial warning'],
  ['a.sh', 'echo "HF_TOKEN: $([ -n "$HF_TOKEN" ] && echo set || echo unset)"', ''],
  ['a.sh', `for v in HF_TOKEN WANDB_KEY; do echo "$v=\${!v}"; done`, 'hf-log-sh-echo error'],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL/$HF_TOKEN/***}"`, ''],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL//\${HF_TOKEN}/***}"`, ''],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL#*@}"`, ''],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL##*//*@}"`, ''],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL/:*@/:***@}"`, ''],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL//\\\\/\\\\/*@/}"`, ''],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL%@*}"`, 'hf-log-sh-echo error'],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL/huggingface/hf}"`, 'hf-log-sh-echo error'],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL/$USER/***}"`, 'hf-log-sh-echo error'],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${URL/$HF_TOKEN/x$HF_TOKEN}"`, 'hf-log-sh-echo error'],
  ['a.sh', `URL="https://u:$HF_TOKEN@huggingface.co/a"\necho "\${HF_TOKEN#*@}"`, 'hf-log-sh-echo error'],
  ['a.sh', 'env | sort', ''],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\ncat ~/.env', 'hf-log-sh-echo error'],
  ['a.sh', 'cat > ~/.netrc <<EOF\npassword $HF_TOKEN\nEOF\nhead -3 ~/.netrc', 'hf-log-sh-echo error'],
  ['a.sh', 'F=~/.env\necho "$HF_TOKEN" | tee -a $F >/dev/null\ncat < "$F"', 'hf-log-sh-echo error'],
  ['a.sh', '{ echo "A=1"; echo "T=$HF_TOKEN"; echo "B=1"; } > ~/.env\ncat ~/.env', 'hf-log-sh-echo error'],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\nexport $(cat ~/.env | xargs)\ncat ~/.env | grep -c .', ''],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\ncat ~/.env.example', ''],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\ncut -d= -f1 ~/.env', ''],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\nsed "s/=.*/=***/" ~/.env', ''],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\nrm ~/.env\ncat ~/.env', ''],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\necho A=1 > ~/.env\ncat ~/.env', ''],
  ['a.sh', 'echo "{\\"t\\": \\"$HF_TOKEN\\"}" > ~/a.json\njq .model ~/a.json', ''],
  ['a.sh', 'cat ~/.env\necho "HF_TOKEN=$HF_TOKEN" > ~/.env', ''],
  ['a.sh', 'sed -i "s|__TOKEN__|$HF_TOKEN|g" config.json', 'hf-sh-file error'],
  ['a.sh', 'sed -i.bak "/^HF_TOKEN=/c\\\\HF_TOKEN=$HF_TOKEN" .env', 'hf-sh-file error'],
  ['a.sh', `sed -e 's/a/b/' -e "s/X/\${HF_TOKEN}/" tpl.yml > app.yml`, 'hf-sh-file error'],
  ['a.sh', 'sed "s/X/$HF_TOKEN/" tpl.yml | kubectl apply -f -', ''],
  ['a.sh', 'sed -i "s/$HF_TOKEN/***/g" log.txt', ''],
  ['a.sh', 'sed "s/$HF_TOKEN//g" log.txt', ''],
  ['a.sh', 'sed -i "s|A|$MODEL|; s|B|x|" config.json # HF_TOKEN', ''],
  ['a.sh', 'sed -i "s|A|$MODEL|; s|B|$HF_TOKEN|" config.json', 'hf-sh-file error'],
  ['a.sh', 'sed -i "s|A|$HF_TOKEN|" ~/.config/x', ''],
  ['a.sh', 'perl -pi -e "s/X/$HF_TOKEN/" config.json', 'hf-sh-file error'],
  ['a.sh', 'yq -i ".hf.token = \\"$HF_TOKEN\\"" values.yaml', 'hf-sh-file error'],
  ['a.sh', 'yq -i ".hf.name = \\"HF_TOKEN\\"" values.yaml', ''],
  ['a.sh', `jq --arg t "$HF_TOKEN" '.t = $t' a.json > b.json`, 'hf-sh-file error'],
  ['a.sh', 'ssh -i key "$HOST" "echo token is $HF_TOKEN && docker ps"', 'hf-log-sh-echo error'],
  ['a.sh', 'ssh "$HOST" "HF_TOKEN=$HF_TOKEN docker compose up -d"', ''],
  ['a.sh', 'su - app -c "echo $HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'gh pr comment 1 --body "deployed with $HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'gh issue create -t bug -b "$HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'gh secret set HF_TOKEN --body "$HF_TOKEN"', ''],
  ['a.sh', `gh pr comment 1 --body "set: \${HF_TOKEN:+yes}"`, ''],
  ['a.ps1', '$token = $env:HF_TOKEN\nWrite-Host "Using token $token"', 'hf-log-sh-echo error'],
  ['a.ps1', 'if (-not $env:HF_TOKEN) { throw "no" }\nWrite-Output "HF_TOKEN=$env:HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.ps1', '$n = $env:HF_TOKEN.Length\nWrite-Host "length $n"', ''],
  ['a.ps1', `Write-Host "token set: $([bool]$env:HF_TOKEN)"\nWrite-Host '$env:HF_TOKEN'`, ''],
  ['a.ps1', '$t = $env:HF_TOKEN\n$t = "x"\nWrite-Host $t', ''],
  ['a.ps1', '$t = $env:HF_TOKEN\n"HF_TOKEN=$t" | Set-Content -Path .env', 'hf-sh-file error'],
  ['a.ps1', 'Set-Content -Path ".env" -Value "HF_TOKEN=$env:HF_TOKEN"', 'hf-sh-file error'],
  ['a.ps1', '"HF_TOKEN=$env:HF_TOKEN" >> .env', 'hf-sh-file error'],
  ['a.ps1', '"$env:HF_TOKEN" | Out-File $env:TEMP\\x.txt', 'hf-sh-file warning'],
  ['a.ps1', '"$env:HF_TOKEN" | Out-File "$HOME\\x.txt"\n$env:HF_TOKEN | Out-Null\n$env:HF_TOKEN | hf auth login', ''],
  ['a.ps1', '"$([bool]$env:HF_TOKEN)" > state.txt\n"HF_TOKEN" > name.txt\necho $env:HF_TOKEN > $null', ''],
  ['a.ps1', '# HF_TOKEN\nGet-ChildItem env: | Sort-Object Name', 'hf-log-sh-env-dump warning'],
  ['a.ps1', '# HF_TOKEN\ngci env: | Select-Object Name\n(dir env:).Name\nls env:PATH', ''],
  ['a.ps1', 'dir env:HF_TOKEN', 'hf-log-sh-echo error'],
  ['a.ps1', 'hf auth login --token $env:HF_TOKEN', ''],
  ['a.bat', '@echo off\necho HF_TOKEN=%HF_TOKEN%> .env', 'hf-sh-file error'],
  ['a.bat', '@echo off\necho Using %HF_TOKEN%', 'hf-log-sh-echo error'],
  ['a.bat', '@echo off\nif "%HF_TOKEN%"=="" echo HF_TOKEN is not set', ''],
  [
    'cloudbuild.yaml',
    'steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, --build-arg, "HF_TOKEN=$_HF_TOKEN", .]',
    'hf-docker-bake error',
  ],
  [
    'cloudbuild.yaml',
    'steps:\n  - name: bash\n    secretEnv: [HF_TOKEN]\n    entrypoint: bash\n    args: ["-c", "echo $$HF_TOKEN"]',
    'hf-log-sh-echo error',
  ],
  [
    'cloudbuild.yaml',
    'steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, --secret, "id=HF_TOKEN,env=HF_TOKEN", .]',
    '',
  ],
  [
    '.devcontainer/devcontainer.json',
    `{\n  // for development\n\t"build": { "dockerfile": "Dockerfile", "args": { "HF_TOKEN": "\${localEnv:HF_TOKEN}" }, },\n}`,
    'hf-docker-bake error',
  ],
  [
    '.devcontainer/devcontainer.json',
    `{ "build": { "args": { "A": "1" } }, "remoteEnv": { "HF_TOKEN": "\${localEnv:HF_TOKEN}" } }`,
    '',
  ],
  ['Makefile', 'TOKEN := $(HF_TOKEN)\ninfo:\n\t$(info token is $(TOKEN))\n\t@true', 'hf-log-sh-echo error'],
  ['Makefile', 'info:\n\t@$(info token is $(if $(HF_TOKEN),set,unset))', ''],
  [
    'Dockerfile',
    'FROM a\nRUN --mount=type=secret,id=HF_TOKEN \\\n  git clone https://u:$(cat /run/secrets/HF_TOKEN)@huggingface.co/a /m',
    'hf-docker-bake error',
  ],
  [
    'Dockerfile',
    'FROM a\nRUN --mount=type=secret,id=HF_TOKEN \\\n  git clone https://u:$(cat /run/secrets/HF_TOKEN)@huggingface.co/a /m && rm -rf /m/.git',
    '',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - uses: peter-evans/create-or-update-comment@v4\n        with:\n          body: token ${S}`,
    'hf-gha-run-secret error',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - uses: a/comment@v4\n        with:\n          token: ${S}\n          body: done`,
    '',
  ],
  ['a.sh', 'export HF_TOKEN\nenv | grep -v HF_TOKEN', ''],
  ['a.sh', 'export HF_TOKEN\nenv | grep -i cuda', ''],
  ['a.sh', 'export HF_TOKEN=x\nenv | grep -E "HF_|CUDA"', 'hf-log-sh-env-dump warning'],
  ['a.sh', 'export HF_TOKEN=x\nenv | grep HF_HOME', ''],
  ['a.sh', 'export HF_TOKEN=x\nenv | grep -E "^HF_HOME=|^HF_HUB_OFFLINE"', ''],
  ['a.sh', 'export HF_TOKEN=x\nenv | grep -E "^HF_HOME=|^HF_T"', 'hf-log-sh-env-dump warning'],
  ['a.sh', 'export HF_TOKEN=x\nenv | grep -v HF_HOME', 'hf-log-sh-env-dump warning'],
  ['a.sh', "export HF_TOKEN=x\nenv | grep -o '^HF_[A-Z_]*'", ''],
  ['a.sh', "export HF_TOKEN=x\nenv | grep -o 'HF_.*'", 'hf-log-sh-env-dump warning'],
  ['a.sh', 'bash -x ./inner.sh "$HF_TOKEN"', 'hf-log-sh-xtrace warning'],
  ['a.sh', 'bash ./inner.sh -x "$HF_TOKEN"', ''],
  ['a.sh', 'HF_TOKEN=$HF_TOKEN bash -x ./inner.sh', ''],
  ['a.sh', 'set -euxo pipefail\nhf auth login --token "$HF_TOKEN"', 'hf-log-sh-xtrace warning'],
  ['a.sh', 'docker run -e HF_TOKEN=$HF_TOKEN img', ''],
  ['a.sh', 'docker run -e HF_TOKEN img', ''],
  ['a.sh', 'echo "token: $TOKEN"', ''],
  ['a.sh', 'TOKEN=$GITHUB_TOKEN; echo $TOKEN # HF_TOKEN', ''],
  ['a.sh', 'echo "$HF_TOKEN" | docker login -u u --password-stdin reg', ''],
  ['a.sh', 'echo "$HF_TOKEN" | gh secret set HF_TOKEN', ''],
  ['a.sh', 'gh secret set HF_TOKEN --body "$HF_TOKEN"', ''],
  ['a.sh', 'huggingface-cli login --token $HF_TOKEN --add-to-git-credential', ''],
  ['a.sh', 'cat << EOF > ~/.netrc\nmachine huggingface.co login u password $HF_TOKEN\nEOF', ''],
  ['a.sh', "cat <<'EOF'\nexport HF_TOKEN=$HF_TOKEN\nEOF", ''],
  ['a.sh', 'kubectl create secret generic hf --from-literal=token=$HF_TOKEN', ''],
  ['a.sh', 'envsubst < t.yaml | kubectl apply -f - # HF_TOKEN', ''],
  ['a.sh', 'echo "Using token $HF_TOKEN" >> train.log', 'hf-sh-file error'],
  ['a.sh', 'echo "Using token $HF_TOKEN" | tee -a train.log', 'hf-log-sh-echo error'],
  ['a.sh', 'trap \'echo "failed with $HF_TOKEN"\' ERR', 'hf-log-sh-echo error'],
  ['a.sh', '[ -n "$DEBUG" ] && echo "debug: token=$HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'echo "token=$HF_TOKEN" 1>&2', 'hf-log-sh-echo error'],
  ['a.sh', '{ echo "a"; echo "$HF_TOKEN"; } > /dev/null', ''],
  ['a.sh', '( echo "$HF_TOKEN" ) | hf auth login', ''],
  ['a.sh', 'hf auth login <<< "$HF_TOKEN"', ''],
  ['a.sh', 'cat <<< "$HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', `printf "%s\\n" "\${HF_TOKEN//?/*}"`, ''],
  ['a.sh', `masked="\${HF_TOKEN:0:3}****"\necho "$masked"`, ''],
  ['a.sh', `echo "\${HF_TOKEN:0:4}...\${HF_TOKEN: -4}"`, 'hf-log-py-partial info'],
  ['a.sh', 'exec > >(tee -a log.txt) 2>&1\necho "$HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'while IFS= read -r line; do echo "$line"; done <<< "$HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'HF_TOKEN=$(cat /run/secrets/hf_token)\nexport HF_TOKEN\npython a.py', ''],
  ['a.sh', 'HF_TOKEN=$(cat /run/secrets/hf_token)\necho "loaded $HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'source .env\necho "HF token: $HUGGINGFACE_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'curl "https://huggingface.co/api/x?token=$HF_TOKEN"', 'hf-url-query-token warning'],
  ['a.sh', 'curl -u user:$HF_TOKEN https://huggingface.co/api/whoami', ''],
  ['a.sh', 'TOKEN=$(hf auth token)\necho $TOKEN', 'hf-log-sh-echo error'],
  ['a.sh', 'hf auth token | pbcopy', ''],
  ['a.sh', 'hf auth token | head -c 8', 'hf-log-py-partial info'],
  ['a.sh', 'bash -x ./train.sh # HF_TOKEN', ''],
  ['a.sh', 'set -x\nexport HF_TOKEN="$1"', 'hf-log-sh-xtrace warning'],
  ['a.sh', 'python - <<EOF\nimport os\nprint("$HF_TOKEN")\nEOF', 'hf-log-sh-echo error'],
  ['a.sh', 'logger -t app "token $HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'echo -n "$HF_TOKEN" | base64', 'hf-log-sh-echo error'],
  ['a.sh', 'echo -n "$HF_TOKEN" | base64 | tr -d "\\n" > /dev/null', ''],
  ['a.sh', 'declare -p HF_TOKEN', 'hf-log-sh-env-dump warning'],
  ['a.sh', 'echo "::debug::$HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'vercel env add HF_TOKEN production <<< "$HF_TOKEN"', ''],
  ['a.sh', 'git -c http.extraheader="Authorization: Bearer $HF_TOKEN" clone https://huggingface.co/a', ''],
  [
    'a.sh',
    'git remote set-url origin https://$HF_USER:$HF_TOKEN@huggingface.co/spaces/a/b',
    'hf-sh-url-userinfo warning',
  ],
  ['a.sh', 'echo "https://u:$HF_TOKEN@huggingface.co/a"', 'hf-log-sh-echo error'],
  ['a.sh', `echo "https://u:\${HF_TOKEN}@huggingface.co" > ~/.git-credentials`, ''],
  ['a.sh', '[[ "$1" == "-v" ]] && curl -v u || curl -H "Authorization: Bearer $HF_TOKEN" u', ''],
  ['Dockerfile', `FROM a\nARG HF_TOKEN\nENV HF_TOKEN=\${HF_TOKEN}\nRUN python a.py\n`, 'hf-docker-bake error'],
  ['Dockerfile', 'FROM a\nARG HF_TOKEN\nRUN HF_TOKEN=$HF_TOKEN python a.py\n', 'hf-docker-bake error'],
  ['Dockerfile', 'ARG HF_TOKEN\nFROM a\nRUN ls\n', ''],
  ['Dockerfile', `FROM a\nARG TOKEN\nENV HF_TOKEN=\${TOKEN}\n`, 'hf-docker-bake error'],
  ['Dockerfile', 'FROM a\nARG AUTH=""\nENV HUGGING_FACE_HUB_TOKEN $AUTH\n', 'hf-docker-bake error'],
  ['Dockerfile', 'FROM a\nARG KIND=cpu\nENV HF_TOKEN=$KIND\n', 'hf-docker-bake warning'],
  ['Dockerfile', 'FROM a\nENV HF_TOKEN=$TOKEN\n', ''],
  ['Dockerfile', 'FROM a\nARG TOKEN\nFROM b\nENV HF_TOKEN=$TOKEN\n', ''],
  ['Dockerfile', 'FROM a\nARG TOKEN\nENV HF_TOKEN_PATH=$TOKEN\nENV X=$TOKEN\n', ''],
  [
    'Dockerfile',
    'FROM a\nARG HF_TOKEN\nARG X\nRUN if [ -n "$HF_TOKEN" ]; then hf auth login --token "$HF_TOKEN"; fi\n',
    'hf-docker-bake error',
  ],
  [
    'Dockerfile',
    'FROM a\nRUN --mount=type=secret,id=hf_token export HF_TOKEN=$(cat /run/secrets/hf_token) && python dl.py\n',
    '',
  ],
  [
    'Dockerfile',
    'FROM a\nRUN --mount=type=secret,id=hf_token hf auth login --token $(cat /run/secrets/hf_token)\n',
    'hf-docker-bake warning',
  ],
  ['Dockerfile', 'FROM a\nENV HF_TOKEN hf_abcd\n', 'hf-docker-bake warning'],
  [
    'Dockerfile',
    'FROM a\nRUN --mount=type=secret,id=HF_TOKEN,env=HF_TOKEN echo "token=$HF_TOKEN" > /app/.env\n',
    'hf-docker-bake error',
  ],
  ['Dockerfile', 'FROM a\nCMD echo "starting with $HF_TOKEN" && python app.py\n', 'hf-log-sh-echo error'],
  ['Dockerfile', 'FROM a\nCMD ["sh", "-c", "echo $HF_TOKEN; python app.py"]\n', 'hf-log-sh-echo error'],
  [
    'Dockerfile',
    'FROM a\nRUN --mount=type=secret,id=HF_TOKEN cat /run/secrets/HF_TOKEN\n',
    'hf-log-sh-cli-print error',
  ],
  [
    'docker-compose.yml',
    `services:\n  a:\n    build:\n      args:\n        - HF_TOKEN=\${HF_TOKEN}\n`,
    'hf-docker-bake error',
  ],
  [
    'docker-compose.yml',
    'services:\n  a:\n    command: sh -c "echo $$HF_TOKEN && python a.py"\n',
    'hf-log-sh-echo error',
  ],
  [
    'docker-compose.yml',
    'services:\n  a:\n    command: ["bash", "-c", "printenv HF_TOKEN; python a.py"]\n',
    'hf-log-sh-env-dump warning',
  ],
  [
    'docker-compose.yml',
    `services:\n  a:\n    environment:\n      - NEXT_PUBLIC_HF_TOKEN=\${HF_TOKEN}\n`,
    'hf-js-client-env error',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - env:\n          TOKEN: ${S}\n        run: |\n          echo "Token: $TOKEN"\n`,
    'hf-log-sh-echo error',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - run: echo "HF=${S}" >> $GITHUB_ENV\n`,
    'hf-sh-file info',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - run: git push https://u:${S}@huggingface.co/spaces/a/b main\n`,
    'hf-sh-url-userinfo info',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - run: echo "${S}" | hf auth login\n`,
    'hf-gha-run-secret info',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - env: {HF_TOKEN: "${S}"}\n        run: env\n`,
    'hf-log-sh-env-dump warning',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - env: {HF_TOKEN: "${S}"}\n        run: |\n          set -x\n          curl -H "Authorization: Bearer $HF_TOKEN" u\n`,
    'hf-log-sh-xtrace warning',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: console.log('${S}')\n`,
    'hf-gha-run-secret error',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - env: {HF_TOKEN: "${S}"}\n        run: python -c "import os; print(os.environ['HF_TOKEN'])"\n`,
    'hf-log-sh-cli-print error',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - if: \${{ env.HF_TOKEN != '' }}\n        run: echo "has token"\n`,
    '',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    env: {VITE_HF_TOKEN: "${S}"}\n    steps:\n      - run: npm run build\n`,
    'hf-js-client-env error',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - run: docker build --build-arg HF_TOKEN=${S} -t a .\n`,
    'hf-docker-bake error',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - env: {HF_TOKEN: "${S}"}\n        run: |\n          mkdir -p ~/.cache/huggingface\n          echo -n "$HF_TOKEN" > ~/.cache/huggingface/token\n`,
    '',
  ],
  ...[
    ['Write-Host "token $env:HF_TOKEN"', 'hf-log-sh-echo error'],
    [`Write-Output \${env:HF_TOKEN}`, 'hf-log-sh-echo error'],
    ['Write-Host "got $hfToken"', 'hf-log-sh-echo error'],
    ['Write-Host "$name: $env:HF_TOKEN $x" # why', 'hf-log-sh-echo error'],
    [`Write-Host "n: \${env:HF_TOKEN2}.Length"`, ''],
    ['Write-Host $env:HF_TOKEN2.Length', ''],
    ['echo %HF_TOKEN%', 'hf-log-sh-echo error'],
    ['Write-Host "set: $([bool]$env:HF_TOKEN)"', ''],
    ['Write-Host "set: $($null -ne $env:HF_TOKEN)"', ''],
    ['Write-Host ($env:HF_TOKEN -ne $null) $env:HF_TOKEN.Length', ''],
    ["Write-Host 'use $env:HF_TOKEN'", ''],
    ['Write-Output $env:HF_TOKEN | hf auth login', ''],
    ['Write-Output $env:HF_TOKEN > $null', ''],
    ['Write-Host "::add-mask::$env:HF_TOKEN"', ''],
    ['Write-Host "home $env:HF_HOME"', ''],
  ].map(([line, expected]): readonly [string, string, string] => [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    env: { HF_TOKEN: "${S}" }\n    steps:\n      - shell: pwsh\n        run: |\n          ${line}\n          dir\n`,
    expected ?? '',
  ]),
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: |\n            await github.rest.issues.createComment({\n              issue_number: 1,\n              body: "token ${S}",\n            })\n`,
    'hf-gha-run-secret error',
  ],
  [
    '.github/workflows/a.yml',
    `jobs:\n  a:\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: |\n            await login("${S}"); await github.rest.issues.createComment({ body: "done" })\n`,
    'hf-gha-run-secret info',
  ],
  ['.gitlab-ci.yml', 'a:\n  script:\n    - echo $HF_TOKEN\n', 'hf-log-sh-echo error'],
  ['.gitlab-ci.yml', 'a:\n  variables: {HF_TOKEN: $CI_HF}\n  script:\n    - hf upload a .\n', ''],
  [
    '.gitlab-ci.yml',
    'a:\n  script:\n    - set -x\n    - hf auth login --token "$HF_TOKEN"\n',
    'hf-log-sh-xtrace warning',
  ],
  ['.circleci/config.yml', 'jobs:\n  a:\n    steps:\n      - run: echo "HF $HF_TOKEN"\n', 'hf-log-sh-echo error'],
  [
    '.circleci/continue/b.yml',
    'jobs:\n  a:\n    environment: { T: $HF_TOKEN }\n    steps:\n      - run: { name: x, command: echo $T }\n',
    'hf-log-sh-echo error',
  ],
  [
    '.circleci/config.yml',
    `jobs:\n  a:\n    steps:\n      - run: |\n          echo "export HF_TOKEN=$HF_TOKEN" >> "$BASH_ENV"\n          test -n "$HF_TOKEN" && echo set\n          hf download \${REPO}\n`,
    'hf-sh-file info',
  ],
  ['azure-pipelines.yml', 'steps:\n  - script: echo $(HF_TOKEN)\n', 'hf-log-sh-echo error'],
  [
    'azure-pipelines.yml',
    'steps:\n  - task: PowerShell@2\n    inputs:\n      script: Write-Host "t $(HF_TOKEN)"\n',
    'hf-log-sh-echo error',
  ],
  ['ci/azure-pipelines/a.yml', 'steps:\n  - pwsh: Write-Host "t $env:HF_TOKEN"\n', 'hf-log-sh-echo error'],
  [
    'azure-pipelines.yml',
    'steps:\n  - bash: |\n      echo "##vso[task.setvariable variable=T;issecret=true]$HF_TOKEN"\n      echo "$(HF_TOKEN)" | hf auth login\n    env: { HF_TOKEN: $(HF_TOKEN) }\n',
    '',
  ],
  [
    'bitbucket-pipelines.yml',
    'pipelines:\n  default:\n    - step:\n        script: [printenv HF_TOKEN]\n',
    'hf-log-sh-env-dump warning',
  ],
  ['.travis.yml', 'env: { HF_TOKEN: x }\nscript: set -x; curl -H "Bearer $HF_TOKEN" u\n', ''],
  ['.travis.yml', 'script:\n  - echo $HF_TOKEN\n', 'hf-log-sh-echo error'],
  ['values.yml', 'script: echo $HF_TOKEN\n', ''],
  ['Makefile', 'login:\n\t@hf auth login --token $(HF_TOKEN)\n', ''],
  ['Makefile', 'build:\n\tdocker build --build-arg HF_TOKEN=$(HF_TOKEN) .\n', 'hf-docker-bake error'],
  ['Makefile', 'show:\n\t@echo "token: $$HF_TOKEN"\n', 'hf-log-sh-echo error'],
  ['Makefile', 'show:\n\t$(eval T := $(HF_TOKEN))\n\t@echo "t $(T)"\n', 'hf-log-sh-echo error'],
  ['Makefile', '$(eval T := $(shell hf auth token))\nshow:\n\t@echo "t $(T)"\n', 'hf-log-sh-echo error'],
  ['Makefile', 'T := $(shell cat ~/.cache/huggingface/token)\nshow:\n\t@echo "t $(T)"\n', 'hf-log-sh-echo error'],
  ['Makefile', 'T := $(shell hf auth token | wc -c)\nshow:\n\t@echo "t $(T)"\n', ''],
  ['Makefile', 'VITE_HF_TOKEN := $(shell cat .env)\nshow:\n\t@echo a\n', ''],
  ['Makefile', 'export VITE_HF_TOKEN := $(shell cat .env)\n', 'hf-js-client-env error'],
  ['Makefile', 'T := $(shell hf auth whoami) # HF_TOKEN\nshow:\n\t@echo "t $(T)"\n', ''],
  ['Makefile', 'show:\n\t$(eval T := $(HF_HOME))\n\t@echo "t $(T)" # HF_TOKEN\n', ''],
  ['Makefile', 'show:\n\t$(eval T := $(HF_TOKEN))\n\t@hf auth login --token $(T)\n', ''],
  [
    'Makefile',
    'HF_TOKEN := $(shell cat ~/.cache/huggingface/token)\n$(info using $(HF_TOKEN))\n',
    'hf-log-sh-echo error',
  ],
  [
    'Jenkinsfile',
    "node { withCredentials([string(credentialsId: 'hf', variable: 'HF_TOKEN')]) { sh 'echo $HF_TOKEN' } }",
    'hf-log-sh-echo error',
  ],
  ['.env', 'NEXT_PUBLIC_HF_TOKEN=abc\nHF_TOKEN=abc\n', 'hf-js-client-env error'],
  ['README.md', '```bash\nexport HF_TOKEN=hf_x\necho $HF_TOKEN\n```', 'hf-log-sh-echo info'],
  ['a.ipynb', '!huggingface-cli login --token $HF_TOKEN', 'hf-sh-argv-token info'],
  ['a.ipynb', '!git clone https://user:{hf_token}@huggingface.co/a/b', 'hf-sh-url-userinfo warning'],
  ['a.ipynb', '!echo "token = $hf_token"', 'hf-nb-magic error'],
  ['a.ipynb', '!python -c "from huggingface_hub import get_token; print(get_token())"', 'hf-log-sh-cli-print error'],
  ['a.ipynb', '%%bash\nexport HF_TOKEN=$1\npython a.py', ''],
  ['a.ipynb', 'out = !hf auth token', ''],
  ['a.ipynb', '!echo HF_TOKEN=$HF_TOKEN > .env', 'hf-sh-file error'],
  ['a.ipynb', '%set_env HF_TOKEN=abc', ''],
  ['a.sh', `f() { local t=$1; printf "%s" "$t"; }\nX=$(f "$HF_TOKEN")\necho "\${X}"`, 'hf-log-sh-echo error'],
  ['a.sh', 'if [ $# -lt 1 ]; then echo "usage: $0 HF_TOKEN"; fi\nHF_TOKEN=$1\necho "got $1"', 'hf-log-sh-echo error'],
  ['a.sh', `echo "HF_TOKEN is \${HF_TOKEN:-not set}"`, 'hf-log-sh-echo error'],
  ['a.sh', `echo "len \${#HF_TOKEN}"; test -n "$HF_TOKEN" || echo missing`, ''],
  ['a.sh', 'set -x\npython a.py\nset +x\nhf auth login --token $HF_TOKEN', ''],
  ['a.sh', 'HF_TOKEN=dummy pytest\necho "done"', ''],
  ['a.sh', 'python a.py "$HF_TOKEN" 2>&1 | tee log', ''],
  ['a.sh', 'echo "$HF_TOKEN" > "$ENV_FILE"', 'hf-sh-file warning'],
  ['a.sh', 'T=$(mktemp); echo "$HF_TOKEN" > "$T"', 'hf-sh-file warning'],
  ['a.sh', 'sed -i "s/__TOKEN__/$HF_TOKEN/" config.yml', 'hf-sh-file error'],
  ['a.sh', 'for t in $HF_TOKEN_A $HF_TOKEN_B; do echo $t; done', ''],
  // Before the first `_` of a token there is nothing secret.
  ['a.sh', `echo "\${HF_TOKEN%%_*}"`, ''],
  ['a.sh', `echo "\${HF_TOKEN%_*}"`, ''],
  ['a.sh', `i=0; while [ $i -lt 40 ]; do echo -n "\${HF_TOKEN:$i:1}"; ((i++)); done`, 'hf-log-sh-echo error'],
  ['a.sh', `T=\${HF_TOKEN#hf_}\necho "\${T%%_*}"`, 'hf-log-sh-echo error'],
  ['a.sh', `git log -S python -e "print(os.environ['HF_TOKEN'])"`, ''],
  ['a.sh', `T="$HF_TOKEN"_a\necho "\${T%_*}"`, 'hf-log-sh-echo error'],
  ['a.sh', `echo "\${HF_TOKEN%%-*}"`, 'hf-log-sh-echo error'],
  ['a.sh', `echo "\${HF_TOKEN##*_}"`, 'hf-log-sh-echo error'],
  ['a.sh', 'echo "$HF_TOKEN" | cut -d_ -f2', 'hf-log-sh-echo error'],
  ['a.sh', 'echo "$HF_TOKEN" | cut -d_ -f1-', 'hf-log-sh-echo error'],
  ['a.sh', 'echo "$HF_TOKEN" | cut -d_ -f1,2', 'hf-log-sh-echo error'],
  // Slices with bounds that are known numbers.
  ['a.sh', `echo "\${HF_TOKEN:0:\${#HF_TOKEN}}"`, 'hf-log-sh-echo error'],
  // Files that hold it, copied to where they are seen.
  ['a.sh', 'cp ~/.cache/huggingface/token ./token.txt', 'hf-sh-file error'],
  ['a.sh', 'cp "$HOME/.cache/huggingface/token" .', 'hf-sh-file error'],
  ['a.sh', 'install -m 600 /run/secrets/HF_TOKEN config/token', 'hf-sh-file error'],
  ['a.sh', 'cp -t config ~/.cache/huggingface/token', 'hf-sh-file error'],
  ['a.sh', 'cp ~/.cache/huggingface/token "$OUT/token"', 'hf-sh-file warning'],
  ['a.sh', 'cp ~/.cache/huggingface/token /tmp/token', 'hf-sh-file warning'],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\ncp ~/.env .env', 'hf-sh-file error'],
  ['a.sh', 'echo "HF_TOKEN=$HF_TOKEN" > ~/.env\nmv ~/.env .env\ncat .env', 'hf-log-sh-echo error'],
  ['a.sh', 'cp ~/.cache/huggingface/token ~/backup/token', ''],
  ['a.sh', 'cp token.txt ~/.cache/huggingface/token', ''],
  ['a.sh', 'cp ~/.cache/huggingface/hub/config.json . # HF_TOKEN', ''],
  ['a.sh', 'cp .env.example .env # HF_TOKEN\ncp -r src dist', ''],
  ['a.sh', 'echo A=1 > ~/.env\necho $HF_TOKEN > ~/b\ncp ~/.env .env', ''],
  ['a.sh', 'install -d ~/.cache/huggingface/token out', ''],
  ['a.sh', 'ln -s ~/.cache/huggingface/token token', ''],
  [
    'Dockerfile',
    'FROM a\nRUN --mount=type=secret,id=HF_TOKEN cp /run/secrets/HF_TOKEN /root/.token',
    'hf-docker-bake error',
  ],
  [
    'Dockerfile',
    'FROM a\nRUN --mount=type=secret,id=HF_TOKEN cp /run/secrets/HF_TOKEN /a && hf download b && rm /a',
    '',
  ],
  ['Dockerfile', 'FROM a\nRUN --mount=type=secret,id=HF_TOKEN cp /run/secrets/HF_TOKEN /dev/shm/a', ''],
  ['Dockerfile', 'FROM a\nRUN --mount=type=secret,id=HF_TOKEN cp /run/secrets/NPM_TOKEN /a', ''],
  // Descriptors of their own.
  ['a.sh', 'exec 3>&1\nexec > log\necho "$HF_TOKEN" >&3', 'hf-log-sh-echo error'],
  ['a.sh', 'exec 4>&2\nlog() { echo "$1" >&4; }\nlog "t $HF_TOKEN"', 'hf-log-sh-echo error'],
  ['a.sh', 'exec 3> run.log\necho "$HF_TOKEN" >&3', 'hf-sh-file error'],
  ['a.sh', 'exec 3> /dev/null\necho "$HF_TOKEN" >&3', ''],
  ['a.sh', 'exec 3> >(hf auth login)\necho "$HF_TOKEN" >&3', ''],
  ['a.sh', 'echo "$HF_TOKEN" >&3', ''],
  ['a.sh', 'T=$(echo "$HF_TOKEN" 3>&1 1>&2 2>&3)', 'hf-log-sh-echo error'],
  ['a.sh', 'T=$(echo "$HF_TOKEN" 3>&2)', ''],
  // What starts the interpreter, and what it is given.
  ['a.sh', `uv run --no-sync python -c "import os; print(os.environ['HF_TOKEN'])"`, 'hf-log-sh-cli-print error'],
  [
    'a.sh',
    `docker exec -e HF_TOKEN c python3 -c 'import os; print(os.getenv("HF_TOKEN"))'`,
    'hf-log-sh-cli-print error',
  ],
  ['a.sh', `T=$(poetry run python -c "import os; print(os.environ['HF_TOKEN'])")`, ''],
  ['a.sh', `uv run python a.py -c conf.yml --set "print(os.environ['HF_HOME'])" # HF_TOKEN`, ''],
  ['a.sh', `grep -rn python -c "print(os.environ['HF_TOKEN'])" src`, ''],
  ['a.sh', 'env | cut -d_ -f1 # HF_TOKEN', 'hf-log-sh-env-dump warning'],
  ['a.sh', `ruby -e 'puts ENV.fetch("HF_TOKEN")'`, 'hf-log-sh-cli-print error'],
];

/** The same for files of tools that have commands under some keys. */
const TOOLS: readonly (readonly [string, string, string])[] = [
  ['train.yaml', 'envs:\n  HF_TOKEN:\nrun: |\n  echo "token $HF_TOKEN"\n', 'hf-log-sh-echo error'],
  ['train.yaml', 'setup: >\n  echo "token $HF_TOKEN"\n', 'hf-log-sh-echo error'],
  ['train.yaml', 'setup: |\n  export A=1\nrun: |\n  vllm serve x # HF_TOKEN\n', ''],
  ['train.yaml', 'name: a\nrun:\n  text: echo $HF_TOKEN\n', ''],
  ['values.yaml', 'model: |\n  echo $HF_TOKEN\n', ''],
  ['Taskfile.yml', 'tasks:\n  a:\n    cmds:\n      - echo $HF_TOKEN\n', 'hf-log-sh-echo error'],
  ['Taskfile.dist.yaml', 'tasks:\n  a:\n    cmds: [{ cmd: echo $HF_TOKEN, silent: true }]\n', 'hf-log-sh-echo error'],
  ['Taskfile.yml', 'tasks:\n  a:\n    desc: echo $HF_TOKEN\n    cmds: [{ task: b }]\n', ''],
  ['package.json', '{\n\t"scripts": {\n\t\t"a:b": "echo $HF_TOKEN && node a.js"\n\t}\n}', 'hf-log-sh-echo error'],
  [
    'package.json',
    '{ "scripts": { "image": "docker build --build-arg HF_TOKEN=$HF_TOKEN ." } }',
    'hf-docker-bake error',
  ],
  ['package.json', '{ "scripts": { "a": "node a.js" }, "description": "echo $HF_TOKEN" }', ''],
  ['package-lock.json', '{ "scripts": { "a": "echo $HF_TOKEN" } }', ''],
  ['dvc.yaml', 'stages:\n  a:\n    cmd: echo $HF_TOKEN && python a.py\n', 'hf-log-sh-echo error'],
  ['dvc.yaml', 'stages:\n  a:\n    cmd:\n      - T=$HF_TOKEN\n      - echo $T\n', 'hf-log-sh-echo error'],
  ['dvc.yaml', 'stages:\n  a:\n    cmd: python a.py\n    deps: [HF_TOKEN]\n', ''],
  ['.dstack.yml', 'type: task\nenv: [HF_TOKEN]\ncommands:\n  - echo $HF_TOKEN\n', 'hf-log-sh-echo error'],
  [
    'pod.yaml',
    'apiVersion: v1\nspec:\n  containers:\n    - command: ["sh", "-c", "echo $HF_TOKEN"]\n',
    'hf-log-sh-echo error',
  ],
  [
    'pod.yaml',
    'apiVersion: v1\nspec:\n  containers:\n    - args:\n        - |\n          x\n          echo $HF_TOKEN\n      command: [/bin/bash, -c]\n',
    'hf-log-sh-echo error',
  ],
  [
    'pod.yaml',
    'apiVersion: v1\nspec:\n  containers:\n    - command: ["printenv", "HF_TOKEN"]\n',
    'hf-log-sh-env-dump warning',
  ],
  ['pod.yaml', 'apiVersion: v1\nspec:\n  containers:\n    - command: ["echo", "HF_TOKEN", "$HF_HOME"]\n', ''],
  [
    'pod.yaml',
    'apiVersion: v1\nspec:\n  containers:\n    - command: [sh, -c, "echo $$HF_TOKEN"]\n',
    'hf-log-sh-echo error',
  ],
  // Without a shell nothing but `$(NAME)` is expanded.
  ['pod.yaml', 'apiVersion: v1\nspec:\n  containers:\n    - command: ["echo", "$HF_TOKEN", "$$(HF_TOKEN)"]\n', ''],
  [
    'pod.yaml',
    'apiVersion: v1\nspec:\n  containers:\n    - command: ["echo", "a $(HF_TOKEN)"]\n',
    'hf-log-sh-echo error',
  ],
  [
    'pod.yaml',
    'apiVersion: v1\nspec:\n  containers:\n    - command: ["sh", "-c"]\n      args: ["echo $(date) $(HF_TOKEN)"]\n',
    'hf-log-sh-echo error',
  ],
  [
    'pod.yaml',
    'apiVersion: v1\nspec:\n  containers:\n    - command: [sh, -c, \'test -n "$HF_TOKEN" && echo present\']\n      env: [{ name: HF_TOKEN, value: a }]\n',
    '',
  ],
  ['a.yaml', 'spec:\n  - command: ["sh", "-c", "echo $HF_TOKEN"]\n', ''],
  ['.devcontainer/devcontainer.json', '{ "postCreateCommand": "echo $HF_TOKEN" }', 'hf-log-sh-echo error'],
  [
    '.devcontainer/devcontainer.json',
    '{ "postStartCommand": { "a": ["bash", "-c", "echo $HF_TOKEN"], "b": "x" } }',
    'hf-log-sh-echo error',
  ],
  ['.devcontainer/devcontainer.json', '{ "postCreateCommand": ["echo", "$HF_TOKEN"] }', ''],
  ['docker-compose.yml', 'services:\n  a:\n    command: ["echo", "$$HF_TOKEN"]\n', ''],
  ['docker-compose.yml', 'services:\n  a:\n    command: ["echo", "$HF_TOKEN"]\n', 'hf-log-sh-echo error'],
  ['.devcontainer/devcontainer.json', '{ "remoteEnv": { "A": "echo $HF_TOKEN" }, "postCreateCommand": "x" }', ''],
];

describe('what shell code shows', () => {
  test.each(TOOLS)('%s: %j', shows);

  test.each([
    ['HF_DEPLOY_TOKEN', true],
    ['HF_DATASET_WRITE_TOKEN', true],
    ['MY_HF_JOBS_TOKEN', true],
    ['HF_TOKEN2', true],
    ['HF_SPACES_TOKEN', true],
    ['HF_MY_MAIN_TOKEN', true],
    ['READ_HF_TOKEN', true],
    ['HF_AUDIO_TOKEN', false],
    ['read_hf_token', false],
    ['TOKEN_HF', true],
    ['HF_PAGE_TOKEN', false],
    ['HF_CSRF_TOKEN', false],
    ['HF_IMAGE_TOKEN', false],
    ['HF_START_TOKEN', false],
    ['HF_PAD_TOKEN', false],
    ['hf_test_token', false],
    ['HF_TOKEN_PATH', false],
    ['HAS_HF_TOKEN', false],
  ])('%s is a credential in all languages: %s', (name, is) => {
    const isIn = (file: string, text: string) => shellExposures({ name: file, text }).exposures.length > 0;
    expect(isIn('a.sh', `echo $${name} # hf`)).toBe(is);
    for (const [kind, text] of [
      ['python', `import os\nprint(os.environ["${name}"])`],
      ['javascript', `console.log(process.env.${name})`],
    ] as const)
      expect(exposuresOf({ name: 'a', text, kind }, logging).exposures.length > 0).toBe(is);
  });

  test.each(SHAPES)('%s: %j', shows);

  test('the path goes from the source over assignments to the sink, in names and places of the file', () => {
    const text = `jobs:\n  a:\n    env:\n      TOKEN: ${S}\n    steps:\n      - run: |\n          t="$TOKEN"\n          echo "got $t"\n`;
    const [exposure] = shellExposures({ name: '.github/workflows/a.yml', text }).exposures;
    const at = ({ span: { start, end } }: { span: { start: number; end: number } }) => text.slice(start, end);
    expect(exposure?.source.words).toBe('secrets.HF_TOKEN');
    expect(exposure?.path.map(({ words }) => words)).toEqual(['TOKEN', 't']);
    expect(exposure && [exposure.source, ...exposure.path, exposure.sink].map(at)).toEqual([
      'secrets.HF_TOKEN',
      `TOKEN: ${S}`,
      't="$TOKEN"',
      'echo "got $t"',
    ]);
    expect(exposure?.sink.words).toBe('echo prints secrets.HF_TOKEN (GitHub masks the value in the logs of this job)');
  });

  test('fences of Markdown inform only, at their places in the file', () => {
    const text = 'Check it:\n\n> ```console\n> $ echo $HF_TOKEN\n> hf\n> ```\n';
    const [exposure] = shellExposures({ name: 'README.md', text }).exposures;
    expect(exposure?.severity).toBe('info');
    expect(text.slice(exposure?.sink.span.start, exposure?.sink.span.end)).toBe('echo $HF_TOKEN');
  });

  test('the file that is written to is told, and the surroundings tell whether a dump matters', () => {
    const file = { name: 'a.sh', text: 'echo "$HF_TOKEN" > .env' };
    expect(shellExposures(file).exposures.map(({ severity, target }) => [severity, target])).toEqual([
      ['error', '.env'],
    ]);
    expect(shellExposures({ name: 'a.sh', text: 'env' }, { hasContext: true }).exposures).toHaveLength(1);
    expect(shellExposures({ name: 'a.sh', text: 'env' }).exposures).toEqual([]);
  });

  test('other files are not read', () => {
    expect(shellExposures({ name: 'a.py', text: 'echo $HF_TOKEN' }).exposures).toEqual([]);
    expect(shellExposures({ name: 'a/job.sbatch', text: 'echo $HF_TOKEN' }).exposures).toHaveLength(1);
    expect(shellExposures({ name: 'run', text: '#!/usr/bin/env bash\necho $HF_TOKEN' }).exposures).toHaveLength(1);
  });
});

function shows(name: string, text: string, expected: string): void {
  const found = shellExposures({ name, text }).exposures.map(({ rule, severity }) => `${rule} ${severity}`);
  if (expected === '') expect(found.filter((one) => !one.endsWith(' info'))).toEqual([]);
  else expect(found).toContain(expected);
  if (!expected.endsWith(' error')) expect(found.filter((one) => one.endsWith(' error'))).toEqual([]);
}

const many = (text: string, count: number) => text.repeat(count);

describe('what is not followed to its end is told', () => {
  test.each<readonly [string, string, string, boolean]>([
    ['a function that is called often', 'a.sh', `f() { ${many(': $1; ', 20)}}\n${many('f $HF_TOKEN\n', 1_000)}`, true],
    ['more often', 'a.sh', `f() { ${many(': $1; ', 20)}}\n${many('f $HF_TOKEN\n', 9_000)}`, false],
    ['a function that prints often', 'a.sh', `f() { echo $1; }\n${many('f $HF_TOKEN\n', 3_000)}`, false],
    ['a here-document', 'a.sh', `f() { python - <<E\n${many('# hf\n', 9_000)}E\n}\n${many('f\n', 5)}`, true],
    ['a here-document, often', 'a.sh', `f() { python - <<E\n${many('# hf\n', 9_000)}E\n}\n${many('f\n', 50)}`, false],
    ['fences', 'a.md', many(`\`\`\`sh\nf() { ${many(': $1; ', 90)}}\n${many('f $HF_TOKEN\n', 200)}\`\`\`\n`, 5), false],
    ['jobs', 'action.yml', `runs:\n  steps:\n${many('    - run: echo # hf\n', 9_000)}`, false],
    [
      'texts that aliases name',
      'action.yml',
      `runs:\n  steps:\n    - &a\n      run: ${many('echo hf; ', 20_000)}\n${many('    - *a\n', 100)}`,
      false,
    ],
  ])('%s', (_, name, text, isWhole) => {
    expect(shellExposures({ name, text }).isWhole).toBe(isWhole);
  });

  test('what stands behind the calls is read all the same', () => {
    const text = `f() { ${many(': $1; ', 20)}}\n${many('f $HF_TOKEN\n', 9_000)}echo $HF_TOKEN`;
    expect(shellExposures({ name: 'a.sh', text }).exposures).toHaveLength(1);
  });
});

describe('hostile files', () => {
  test.each<readonly [string, string, string]>([
    ['nested substitutions', 'a.sh', `${many('echo $(', 20_000)}$HF_TOKEN`],
    ['nested scripts', 'a.sh', `${many("bash -c '", 2_000)}echo $HF_TOKEN`],
    [
      'functions that call each other',
      'a.sh',
      'f() { g "$1"; g "$1"; }\ng() { f "$1"; f "$1"; echo $1; }\nf $HF_TOKEN',
    ],
    ['a function with many calls', 'a.sh', `f() { ${many('echo $1;', 2_000)} }\n${many('f $HF_TOKEN\n', 2_000)}`],
    ['assignments that double', 'a.sh', `T=$HF_TOKEN\n${many('T=$T$T\n', 10_000)}echo $T`],
    ['evaluations', 'Makefile', many('$(eval $(eval T := $(HF_TOKEN\n', 20_000)],
    ['descriptors', 'a.sh', `${many('exec 3>&1 4>&3\n', 10_000)}echo $HF_TOKEN >&4`],
    ['a long pipe', 'a.sh', `echo $HF_TOKEN${many(' | cat', 20_000)}`],
    [
      'many arguments and instructions',
      'Dockerfile',
      `FROM a\n${Array.from({ length: 3_000 }, (_, index) => `ARG A${index}_HF_TOKEN\nRUN x\n`).join('')}`,
    ],
    ['settings in one another', '.travis.yml', many('- &a {script: echo $HF_TOKEN, env: {B: $A}, c: *a}\n', 1_000)],
    ['keys in one another', 'a.yaml', `apiVersion: a\n${many('- &a {command: [echo, $HF_TOKEN], A: *a}\n', 1_000)}`],
    [
      'commands with arguments',
      'a.yaml',
      `apiVersion: a\ncommand: [a${many(', b', 9_000)}]\n${many('args: [$HF_TOKEN]\n', 4_000)}`,
    ],
    ['a long key', 'dvc.yaml', `HF_TOKEN${many('a', 300_000)}: {${many('a: b, ', 9_000)}}`],
    ['blanks', '.travis.yml', `script: |\n  a\n${many(' ', 900_000)}b HF_TOKEN\n  echo ${many('%HF_TOKEN', 10_000)}`],
    ['a string without an end', 'Jenkinsfile', many("sh '''echo $HF_TOKEN ", 10_000)],
    ['insertions', 'a.ipynb', `!echo ${many('{hf_token}', 10_000)}`],
  ])('%s', (_, name, text) => {
    const start = process.cpuUsage();
    expect(() => shellExposures({ name, text })).not.toThrow();
    expect(cpuSince(start)).toBeLessThan(5_000);
  });
});

test.each([
  ['a.ps1', 'Write-Host $env:HF_TOKEN', 'Write-Host "HF_TOKEN set: $([bool]$env:HF_TOKEN)"'],
  ['a.ps1', '$t = $env:HF_TOKEN\nWrite-Host $t', 'Write-Host "t set: $([bool]$t)"'],
  ['a.bat', 'echo %HF_TOKEN%', 'if defined HF_TOKEN echo HF_TOKEN is set'],
])('%s: the line that mends %j is of its language, and shows nothing', (name, text, fix) => {
  expect(shellExposures({ name, text }).exposures.map((one) => one.fix)).toEqual([fix]);
  expect(shellExposures({ name, text: fix }).exposures).toEqual([]);
});
